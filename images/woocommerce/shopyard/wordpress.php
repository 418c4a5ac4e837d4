<?php
/** Loads WordPress for a step of the set-up, as if its public address had been asked for. */

declare( strict_types=1 );

/** A variable of the environment; the step ends without it. */
function shopyard_environment( string $name ): string {
	$value = getenv( $name );
	if ( ! is_string( $value ) || '' === $value ) {
		shopyard_fail( "$name is not set" );
	}
	return $value;
}

function shopyard_say( string $line ): void {
	echo "set-up: $line\n";
}

function shopyard_fail( string $reason ): never {
	fwrite( STDERR, "set-up: $reason\n" );
	exit( 1 );
}

/** @template T @param T|WP_Error $result @return T */
function shopyard_check( mixed $result, string $what ): mixed {
	if ( is_wp_error( $result ) ) {
		shopyard_fail( "$what: " . $result->get_error_message() );
	}
	return $result;
}

$shopyard_url               = parse_url( shopyard_environment( 'SHOPYARD_STORE_URL' ) );
$_SERVER['HTTP_HOST']       = $shopyard_url['host'] . ( isset( $shopyard_url['port'] ) ? ':' . $shopyard_url['port'] : '' );
$_SERVER['REQUEST_URI']     = '/';
$_SERVER['REQUEST_METHOD']  = 'GET';
$_SERVER['SERVER_PROTOCOL'] = 'HTTP/1.1';
if ( 'https' === $shopyard_url['scheme'] ) {
	$_SERVER['HTTPS'] = 'on';
}

// An error that WordPress answers with a page must not look like success.
set_exception_handler(
	static function ( Throwable $error ): void {
		fwrite( STDERR, "set-up: {$error->getMessage()} at {$error->getFile()}:{$error->getLine()}\n" );
		exit( 1 );
	}
);
// wp_die ends with status 0 and a page, also where the database is away.
$shopyard_through = false;
register_shutdown_function(
	static function (): void {
		global $shopyard_through;
		if ( ! $shopyard_through ) {
			fwrite( STDERR, "set-up: WordPress ended before the step did\n" );
			exit( 1 );
		}
	}
);

/** The step's last line: whatever ends before is a failure. */
function shopyard_through(): void {
	global $shopyard_through;
	$shopyard_through = true;
}

require_once '/var/www/html/wp-load.php';
