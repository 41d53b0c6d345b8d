<?php
// Prints a password with which the first user may use the REST API.
define('WP_USE_THEMES', false);
$_SERVER['HTTP_HOST'] = $argv[1];
require $argv[2] . '/wp-load.php';
[$password] = WP_Application_Passwords::create_new_application_password(1, ['name' => 'lab']);
echo $password;
