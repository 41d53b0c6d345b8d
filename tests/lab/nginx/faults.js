// What a host does is one word in FOLDER/how/ADDRESS; what it says is FOLDER/pages/ADDRESS.
import fs from 'fs';

const FOLDER = '@FOLDER@';

function pause(ms) {
    return new Promise((done) => setTimeout(done, ms));
}

async function answer(r) {
    const host = r.variables.server_addr;
    const how = fs.readFileSync(`${FOLDER}/how/${host}`, 'utf8').trim();
    const page = fs.readFileSync(`${FOLDER}/pages/${host}`, 'utf8');
    switch (how) {
    case 'slow':
        await pause(1500);
        return r.return(200, page);
    case 'silent':
        return r.internalRedirect('/silence');
    case 'packed':
        return r.internalRedirect('/packed');
    case 'broken':
        return r.return(503, 'later');
    case 'resting':
        r.headersOut['Retry-After'] = '5';
        return r.return(503, 'later');
    case 'busy':
        r.headersOut['Retry-After'] = '5';
        return r.return(429, 'slow down');
    case 'dropping':
        // Promises more than comes.
        r.headersOut['Content-Length'] = '100000';
        r.status = 200;
        r.sendHeader();
        r.send(page);
        return r.finish();
    default:
        return r.return(200, page);
    }
}

export default { answer };
