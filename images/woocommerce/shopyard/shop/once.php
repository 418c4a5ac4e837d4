<?php

declare( strict_types=1 );

/**
 * Runs `$work` in the life of a shop once, so that what somebody changes afterwards stays. A run that a kill ended
 * runs again: `$work` looks at what is there.
 */
function shopyard_once( string $name, callable $work ): void {
	$done = (array) get_option( 'shopyard_done', array() );
	if ( in_array( $name, $done, true ) ) {
		return;
	}
	$work();
	update_option( 'shopyard_done', array( ...$done, $name ), false );
	shopyard_say( "$name: done" );
}
