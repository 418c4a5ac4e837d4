<?php
/**
 * The configuration comes from the environment, by the names of the official WordPress image: WORDPRESS_DB_HOST, _USER,
 * _PASSWORD, _NAME, the eight keys and salts, WORDPRESS_TABLE_PREFIX, WORDPRESS_DEBUG, WORDPRESS_CONFIG_EXTRA (PHP);
 * each may be named with _FILE instead, for a file that holds the value.
 */

/** The variable, or what is in the file that NAME_FILE names. */
function shopyard_setting( string $name, ?string $default = null ): string {
	$file = getenv( $name . '_FILE' );
	if ( is_string( $file ) && '' !== $file ) {
		return rtrim( (string) file_get_contents( $file ), "\r\n" );
	}
	$value = getenv( $name );
	if ( is_string( $value ) && '' !== $value ) {
		return $value;
	}
	if ( null === $default ) {
		error_log( "wp-config.php: $name is not set" );
		http_response_code( 503 );
		exit( 1 );
	}
	return $default;
}

define( 'DB_HOST', shopyard_setting( 'WORDPRESS_DB_HOST' ) );
define( 'DB_USER', shopyard_setting( 'WORDPRESS_DB_USER' ) );
define( 'DB_PASSWORD', shopyard_setting( 'WORDPRESS_DB_PASSWORD' ) );
define( 'DB_NAME', shopyard_setting( 'WORDPRESS_DB_NAME', 'wordpress' ) );
define( 'DB_CHARSET', 'utf8mb4' );
define( 'DB_COLLATE', '' );
$table_prefix = shopyard_setting( 'WORDPRESS_TABLE_PREFIX', 'wp_' );

// No defaults: made up in each pod they would end every session with the next one.
foreach ( array( 'AUTH_KEY', 'SECURE_AUTH_KEY', 'LOGGED_IN_KEY', 'NONCE_KEY', 'AUTH_SALT', 'SECURE_AUTH_SALT', 'LOGGED_IN_SALT', 'NONCE_SALT' ) as $shopyard_key ) {
	define( $shopyard_key, shopyard_setting( 'WORDPRESS_' . $shopyard_key ) );
}

define( 'WP_DEBUG', '' !== shopyard_setting( 'WORDPRESS_DEBUG', '' ) );
define( 'WP_DEBUG_DISPLAY', false );

// TLS ends at the ingress.
if ( 'https' === ( $_SERVER['HTTP_X_FORWARDED_PROTO'] ?? '' ) ) {
	$_SERVER['HTTPS'] = 'on';
}

$shopyard_extra = shopyard_setting( 'WORDPRESS_CONFIG_EXTRA', '' );
if ( '' !== $shopyard_extra ) {
	eval( $shopyard_extra );
}
unset( $shopyard_extra, $shopyard_key );

if ( ! defined( 'ABSPATH' ) ) {
	define( 'ABSPATH', __DIR__ . '/' );
}
require_once ABSPATH . 'wp-settings.php';
