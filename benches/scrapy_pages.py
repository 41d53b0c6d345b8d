"""The pages of `leakwatch bench serve` through Scrapy, for comparison: python scrapy_pages.py HOST:PORT PAGES HOW

HOW is `fetch` (bytes alone), `text` (and all text of the page by lxml) or `trafilatura` (and the main text, its fast
way). Prints pages a second of this process's CPU time as JSON; the server's time is not in it.
"""

import json
import resource
import sys

import scrapy
import trafilatura
from scrapy.crawler import CrawlerProcess

at, pages, how = sys.argv[1], int(sys.argv[2]), sys.argv[3]
seen = {"pages": 0, "characters": 0}


def cpu():
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


class Pages(scrapy.Spider):
    name = "pages"
    start_urls = [f"http://{at}/page/{n}" for n in range(pages)]

    def parse(self, response):
        if how == "fetch":
            text = response.body
        elif how == "text":
            text = " ".join(response.xpath("//body//text()[not(ancestor::script or ancestor::style)]").getall())
        else:
            text = trafilatura.extract(response.text, url=response.url, fast=True) or ""
        seen["pages"] += 1
        seen["characters"] += len(text)


process = CrawlerProcess(
    {"LOG_ENABLED": False, "CONCURRENT_REQUESTS": 8, "ROBOTSTXT_OBEY": True, "TELNETCONSOLE_ENABLED": False}
)
process.crawl(Pages)
before = cpu()
process.start()
took = cpu() - before
if seen["pages"] != pages or not seen["characters"]:
    sys.exit(f"{seen['pages']} of {pages} pages were read")
print(json.dumps({"how": how, "pages": pages, "pages_per_cpu_s": round(pages / took, 1)}))
