import { request } from "node:http";

/** Signs in as a browser does, through the ingress. @returns where WordPress sends the administrator */
export async function signInToWordPress(url: string, user: string, password: string): Promise<string> {
  const { host, port } = new URL(url);
  const form = new URLSearchParams({ log: user, pwd: password, "wp-submit": "Log In", testcookie: "1" }).toString();
  return new Promise((resolve, reject) => {
    const sent = request(
      {
        host: "127.0.0.1",
        port,
        method: "POST",
        path: "/wp-login.php",
        headers: {
          host,
          "content-type": "application/x-www-form-urlencoded",
          cookie: "wordpress_test_cookie=WP%20Cookie%20check",
        },
      },
      (response) => {
        response.resume();
        const cookies = response.headers["set-cookie"] ?? [];
        const signedIn = cookies.some((cookie) => cookie.startsWith("wordpress_logged_in_"));
        if (response.statusCode === 302 && signedIn) resolve(response.headers.location ?? "");
        else reject(new Error(`POST /wp-login.php: HTTP ${response.statusCode}, signed in: ${signedIn}`));
      },
    );
    sent.on("error", reject);
    sent.end(form);
  });
}
