<?php
/**
 * php /opt/shopyard/sale.php: buys in the shop as a customer would, over the network, and sees the order as the
 * administrator does. Reads SHOPYARD_SALE_URL, SHOPYARD_STORE_URL, SHOPYARD_SALE_MODE (order or browse),
 * SHOPYARD_SALE_ID, SHOPYARD_ADMIN_EMAIL, SHOPYARD_ADMIN_USERNAME, SHOPYARD_ADMIN_PASSWORD.
 *
 * Writes one JSON object of at most 4096 bytes to SHOPYARD_RESULT (default /dev/termination-log):
 * {"steps":[{"step":"browse","ms":12},...],"order":"<number>"} and exits 0, or
 * {"steps":[...],"failed":{"step":"checkout","ms":310,"evidence":"..."}} and exits 1.
 */

declare( strict_types=1 );

require_once __DIR__ . '/sale/shop-client.php';
require_once __DIR__ . '/sale/steps.php';

/** Seconds for a step; the first one also waits for the shop to answer at all. */
const STEP_SECONDS         = 30;
const FIRST_ANSWER_SECONDS = 60;
const EVIDENCE_BYTES       = 1000;

function setting( string $name, ?string $default = null ): string {
	$value = getenv( $name );
	if ( is_string( $value ) && '' !== $value ) {
		return $value;
	}
	if ( null === $default ) {
		fwrite( STDERR, "sale: $name is not set\n" );
		exit( 2 );
	}
	return $default;
}

/** @param array{steps: list<array{step: string, ms: int}>, order?: string, failed?: array{step: string, ms: int, evidence: string}} $result */
function report( array $result ): never {
	$json = json_encode( $result, JSON_THROW_ON_ERROR | JSON_UNESCAPED_SLASHES | JSON_UNESCAPED_UNICODE | JSON_INVALID_UTF8_SUBSTITUTE );
	echo $json, "\n";
	if ( false === file_put_contents( setting( 'SHOPYARD_RESULT', '/dev/termination-log' ), $json ) ) {
		fwrite( STDERR, "sale: the result can't be written\n" );
		exit( 2 );
	}
	exit( isset( $result['failed'] ) ? 1 : 0 );
}

$mode = setting( 'SHOPYARD_SALE_MODE', 'order' );
if ( ! in_array( $mode, array( 'order', 'browse' ), true ) ) {
	fwrite( STDERR, "sale: SHOPYARD_SALE_MODE has to be order or browse, got \"$mode\"\n" );
	exit( 2 );
}
$client = new ShopClient( setting( 'SHOPYARD_SALE_URL' ), setting( 'SHOPYARD_STORE_URL' ) );
$sale   = new Sale( $client, setting( 'SHOPYARD_SALE_ID' ) );
$steps  = array( 'browse' => $sale->browse( ... ) );
if ( 'order' === $mode ) {
	$password = setting( 'SHOPYARD_ADMIN_PASSWORD' );
	$client->hide( $password );
	$user = setting( 'SHOPYARD_ADMIN_USERNAME', setting( 'SHOPYARD_ADMIN_EMAIL' ) );
	$earlier = setting( 'SHOPYARD_SALE_EXPECT_ORDER', '' );
	$steps  += array(
		'cart'     => $sale->cart( ... ),
		'checkout' => $sale->checkout( ... ),
		'admin'    => static fn() => $sale->admin( $user, $password, $earlier ),
		'cleanup'  => $sale->cleanup( ... ),
	);
}

$done = array();
foreach ( $steps as $step => $work ) {
	$began = hrtime( true );
	$ms    = static fn(): int => intdiv( hrtime( true ) - $began, 1_000_000 );
	try {
		if ( 'browse' === $step ) {
			$client->wait_for_answer( FIRST_ANSWER_SECONDS );
		}
		$client->allow( STEP_SECONDS );
		$work();
	} catch ( Throwable $error ) {
		$evidence = mb_strcut( $client->without_secrets( $error->getMessage() ), 0, EVIDENCE_BYTES );
		report( array( 'steps' => $done, 'failed' => array( 'step' => $step, 'ms' => $ms(), 'evidence' => $evidence ) ) );
	}
	$done[] = array( 'step' => $step, 'ms' => $ms() );
}
report( 'order' === $mode ? array( 'steps' => $done, 'order' => $sale->number() ) : array( 'steps' => $done ) );
