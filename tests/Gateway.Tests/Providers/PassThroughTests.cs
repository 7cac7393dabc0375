using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using TracedLlm.Samples.Gateway.Tests.Hosting;
using TracedLlm.Testing.Sockets;
using TracedLlm.Testing.Upstreams;

namespace TracedLlm.Samples.Gateway.Tests.Providers;

/// <summary>A pass-through relays what came, in both directions.</summary>
public sealed class PassThroughTests
{
    [Theory]
    [InlineData("/gemini/v1beta/models/gemini-2.5-flash:generateContent", "/v1beta/models/gemini-2.5-flash:generateContent")]
    [InlineData("/bedrock/model/arn%3Aaws%3Abedrock%3Aus-east-1%3A1%3Aapplication-inference-profile%2Fabc/converse", "/model/arn%3Aaws%3Abedrock%3Aus-east-1%3A1%3Aapplication-inference-profile%2Fabc/converse")]
    [InlineData("/bedrock/model/arn:aws:bedrock:us-east-1:1:inference-profile%2fabc/invoke", "/model/arn:aws:bedrock:us-east-1:1:inference-profile%2fabc/invoke")]
    [InlineData("/vertex_ai/v1/projects/p/locations/l/publishers/anthropic/models/claude-3@20240229:rawPredict", "/v1/projects/p/locations/l/publishers/anthropic/models/claude-3@20240229:rawPredict")]
    [InlineData("/cohere/v1/a%20b;c=d,e/%c3%A9/~!$&'()*+=/", "/v1/a%20b;c=d,e/%c3%A9/~!$&'()*+=/")]
    [InlineData("/cohere/v1//double", "/v1//double")]
    [InlineData("/cohere/v1/x?a=1&b&c=&d=%2B+%2f&key=sk-caller&litellm_x=1&e[]=~!*'()", "/v1/x?a=1&b&c=&d=%2B+%2f&e[]=~!*'()")]
    [InlineData("/cohere/v1/x?key=sk-caller", "/v1/x")]
    [InlineData("/cohere/v1/x?", "/v1/x?")]
    [InlineData("http://HOST/cohere/v1/x:y?a=b", "/v1/x:y?a=b")]
    public async Task The_path_and_the_query_arrive_byte_for_byte(string sent, string received)
    {
        var targets = new ConcurrentQueue<string>();
        await using var upstream = await FakeUpstream.StartAsync(_ => UpstreamAnswer.Custom(http =>
        {
            targets.Enqueue(http.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget);
            return http.Response.WriteAsync("{}");
        }));
        await using var gateway = await RunningGateway.StartAsync(Models(upstream));
        using var caller = await RawHttpConnection.ConnectAsync(gateway.Endpoint);

        await caller.PostJsonAsync(sent.Replace("HOST", gateway.Endpoint.Authority, StringComparison.Ordinal), "{}", "Authorization: Bearer sk-caller");
        await caller.ReadUntilAsync("HTTP/1.1 200 OK");

        Assert.Equal(received, Assert.Single(targets));
    }

    [Fact]
    public async Task Over_HTTP_2_the_path_arrives_byte_for_byte_too()
    {
        const string Path = "/model/arn%3Aaws%2Fx:y@z/converse?a=%2f";
        var targets = new ConcurrentQueue<string>();
        await using var upstream = await FakeUpstream.StartAsync(_ => UpstreamAnswer.Custom(http =>
        {
            targets.Enqueue(http.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget);
            return http.Response.WriteAsync("{}");
        }));
        await using var gateway = await RunningGateway.StartAsync(Models(upstream), "--Kestrel:EndpointDefaults:Protocols=Http2");
        using var request = new HttpRequestMessage(
            HttpMethod.Post, new Uri($"{gateway.Endpoint}bedrock{Path}", new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true }))
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Headers = { Authorization = new("Bearer", "sk-caller") },
        };

        using var response = await gateway.Client.SendAsync(request);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(Path, Assert.Single(targets));
    }

    [Theory]
    [InlineData("/cohere/v1/%2e%2e/admin")]
    [InlineData("/cohere/v1/..%2fadmin")]
    [InlineData("/cohere/v1/%2E/x")]
    [InlineData("/cohere/v1/..%5cadmin")]
    public async Task A_path_that_leaves_the_base_address_is_refused(string path)
    {
        await using var upstream = await FakeUpstream.StartAsync();
        await using var gateway = await RunningGateway.StartAsync(Models(upstream));
        using var caller = await RawHttpConnection.ConnectAsync(gateway.Endpoint);

        await caller.PostJsonAsync(path, "{}", "Authorization: Bearer sk-caller");
        await caller.ReadUntilAsync("The path must not contain the segments '.' and '..'.");

        Assert.Empty(upstream.Requests);
    }

    [Fact]
    public async Task The_provider_receives_all_headers_but_those_of_the_connection_the_caller_and_the_gateway()
    {
        await using var upstream = await FakeUpstream.StartAsync(UpstreamAnswer.Json("{}"));
        await using var gateway = await RunningGateway.StartAsync(Models(upstream));
        using var caller = await RawHttpConnection.ConnectAsync(gateway.Endpoint);

        await caller.PostJsonAsync(
            "/bedrock/model/m/converse",
            "{}",
            "Authorization: Bearer sk-caller",
            "Cookie: session=secret",
            "X-Api-Key: sk-caller",
            "X-Unknown-Key: Token sk-caller",
            "X-Other-Key: sk-caller",
            "X-Amz-Security-Token: secret",
            "Connection: X-Hop",
            "X-Hop: 1",
            "TE: trailers",
            "Accept-Encoding: gzip",
            "X-Forwarded-For: 10.0.0.1",
            "Origin: https://app.example",
            "Sec-Fetch-Mode: cors",
            "traceparent: 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
            "baggage: user=secret",
            "X-B3-TraceId: 80f198ee56343ba864fe8b2a57d3eff7",
            "x-litellm-session-id: s-1",
            "langfuse_session_id: s-1",
            "litellm-disable-message-redaction: true",
            "Accept: application/vnd.amazon.eventstream",
            "Accept-Language: de",
            "User-Agent: aws-sdk-js/3",
            "amz-sdk-invocation-id: 17",
            "x-amzn-bedrock-guardrailIdentifier: g-1",
            "x-amzn-bedrock-trace: ENABLED",
            "Content-Language: de",
            "Content-MD5: mZFLkyvTelC5g8XnyQrpOw==",
            "Idempotency-Key: i-1",
            "X-Note: café");
        await caller.ReadUntilAsync("HTTP/1.1 200 OK");

        Assert.Equal(
            """
            Accept: application/vnd.amazon.eventstream
            Accept-Language: de
            amz-sdk-invocation-id: 17
            Authorization: Bearer sk-provider
            Content-Language: de
            Content-Length: 2
            Content-MD5: mZFLkyvTelC5g8XnyQrpOw==
            Content-Type: application/json
            Idempotency-Key: i-1
            User-Agent: aws-sdk-js/3
            x-amzn-bedrock-guardrailIdentifier: g-1
            x-amzn-bedrock-trace: ENABLED
            X-Note: café
            """,
            HeadersOf(Assert.Single(upstream.Requests)));
    }

    [Theory]
    [InlineData(200)]
    [InlineData(400)]
    [InlineData(424)]
    [InlineData(429)]
    public async Task The_caller_receives_all_headers_but_those_of_the_connection_and_the_site(int status)
    {
        await using var upstream = await FakeUpstream.StartAsync(_ => UpstreamAnswer.Json("{}", status, new Dictionary<string, string>
        {
            ["x-amzn-errortype"] = "ThrottlingException:http://internal.amazon.com/",
            ["x-amzn-RequestId"] = "r-1",
            ["openai-processing-ms"] = "17",
            ["cf-ray"] = "ray",
            ["ETag"] = "\"e\"",
            ["Last-Modified"] = "Mon, 01 Jun 2026 00:00:00 GMT",
            ["Content-Disposition"] = "attachment",
            ["X-Note"] = "free",
            ["Set-Cookie"] = "__cf_bm=secret",
            ["Strict-Transport-Security"] = "max-age=1",
            ["Content-Security-Policy"] = "default-src 'none'",
            ["X-Frame-Options"] = "DENY",
            ["X-Content-Type-Options"] = "nosniff",
            ["Access-Control-Allow-Origin"] = "*",
            ["Cross-Origin-Opener-Policy"] = "same-origin",
            ["Alt-Svc"] = "h3=\":443\"",
            ["Server"] = "provider",
            ["Connection"] = "X-Hop",
            ["X-Hop"] = "1",
            ["x-litellm-call-id"] = "the provider's",
        }));

        // The provider's server ends the connection of such an answer without saying so: a retry at once could meet the end.
        await using var gateway = await RunningGateway.StartAsync(Models(upstream) + "\nrouter_settings: { num_retries: 0 }");

        using var response = await gateway.PostAsync("/bedrock/model/m/converse", "{}", ("Authorization", "Bearer sk-caller"));

        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal(
            [
                "cf-ray: ray", "Content-Disposition: attachment", "Content-Length: 2", "Content-Type: application/json", "ETag: \"e\"",
                "Last-Modified: Mon, 01 Jun 2026 00:00:00 GMT", "openai-processing-ms: 17", "x-amzn-errortype: ThrottlingException:http://internal.amazon.com/",
                "x-amzn-RequestId: r-1", "X-Note: free",
            ],
            response.Headers.NonValidated.Concat(response.Content.Headers.NonValidated)
                .Where(header => header.Key is not ("Date" or "Server") && !header.Key.StartsWith("x-litellm-", StringComparison.OrdinalIgnoreCase))
                .Select(header => $"{header.Key}: {header.Value}")
                .Order(StringComparer.OrdinalIgnoreCase));
        Assert.DoesNotContain("the provider's", response.Headers.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("provider", response.Headers.Server.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_header_of_the_provider_may_have_other_letters_than_ASCII()
    {
        using var provider = RawProvider.Start("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nX-Note: café\r\n\r\n{}");
        await using var gateway = await RunningGateway.StartAsync(
            $"model_list: [{{ model_name: c, litellm_params: {{ model: cohere/x, api_base: '{provider.Endpoint}' }} }}]");
        using var caller = await RawHttpConnection.ConnectAsync(gateway.Endpoint);

        await caller.PostJsonAsync("/cohere/v1/x", "{}");

        Assert.Contains("X-Note: café\r\n", await caller.ReadUntilAsync("\r\n\r\n{}"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_body_without_a_type_and_a_request_without_a_body_have_no_type_at_the_provider()
    {
        await using var upstream = await FakeUpstream.StartAsync(_ => UpstreamAnswer.Json("{}"));
        await using var gateway = await RunningGateway.StartAsync(Models(upstream));
        using var body = new ByteArrayContent("text"u8.ToArray());
        using var request = new HttpRequestMessage(HttpMethod.Post, "/cohere/v1/x") { Content = body, Headers = { Authorization = new("Bearer", "sk-caller") } };

        using var posted = await gateway.Client.SendAsync(request);
        using var got = await gateway.SendAsync(HttpMethod.Get, "/cohere/v1/x", "", null, ("Authorization", "Bearer sk-caller"));

        Assert.All(upstream.Requests, received => Assert.DoesNotContain("Content-Type", received.Headers.Keys));
        Assert.Equal(["text", ""], upstream.Requests.Select(received => received.Body));
    }

    [Theory]
    [InlineData("application/json", """[{"a":1}]""")]
    [InlineData("application/json", """{"a":1,"a":2}""")]
    [InlineData("application/json", "not JSON")]
    [InlineData("application/json; charset=utf-8; v=2", """{ "a" : 1 }""")]
    [InlineData("application/cloudevents+json", """{"model":"m"}""")]
    [InlineData("application/x-ndjson", "{}\n{}\n")]
    [InlineData("application/x-www-form-urlencoded", "a=1&b=%20")]
    public async Task A_body_of_any_form_arrives_as_it_is(string contentType, string body)
    {
        await using var upstream = await FakeUpstream.StartAsync(_ => UpstreamAnswer.Json("{}"));
        await using var gateway = await RunningGateway.StartAsync(Models(upstream));

        using var response = await gateway.SendAsync(HttpMethod.Post, "/cohere/v1/x", contentType, body, ("Authorization", "Bearer sk-caller"));

        var received = Assert.Single(upstream.Requests);
        Assert.Equal((contentType, body), (received.Headers["Content-Type"], received.Body));
    }

    [Theory]
    [InlineData("""{"a":1,"a":2,"langfuse_secret_key":"s"}""", "langfuse_secret_key")]
    [InlineData("""{"api_base":"https://own.example.com","a":1,"a":2}""", "api_base")]
    [InlineData("""{"dd_\u0061pi_key":"s","a":{"b":1,"b":2}}""", "dd_api_key")]
    [InlineData("""{"\ud800":1,"dd_api_key":"s"}""", "dd_api_key")]
    [InlineData("""{/* why */"dd_api_key":"s",}""", "dd_api_key")]
    [InlineData("""{"a":1,"a":2,"b":{"dd_api_key":"s"}}""", null)]
    [InlineData("""{"a":1,"a":2,"tags":[]}""", null)]
    [InlineData("""[{"dd_api_key":"s"}]""", null)]
    public async Task A_field_of_the_gateway_in_JSON_that_it_cannot_change_is_refused(string body, string? field)
    {
        await using var upstream = await FakeUpstream.StartAsync(_ => UpstreamAnswer.Json("{}"));
        await using var gateway = await RunningGateway.StartAsync(Models(upstream));

        using var response = await gateway.PostAsync("/anthropic/v1/x", body, ("Authorization", "Bearer sk-caller"));

        Assert.Equal(field is null ? HttpStatusCode.OK : HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal(field is null ? [body] : [], upstream.Requests.Select(request => request.Body));
        Assert.Contains(field is null ? "{}" : $"The request has the gateway's field '{field}'", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_compressed_body_passes_and_is_refused_where_the_gateway_must_read_it()
    {
        var bytes = "\u001f\u008bnot really"u8.ToArray();
        await using var upstream = await FakeUpstream.StartAsync(_ => UpstreamAnswer.Json("{}"));
        await using var gateway = await RunningGateway.StartAsync(Models(upstream));

        using var passed = await gateway.Client.SendAsync(Compressed("/anthropic/v1/messages"));
        using var refused = await gateway.Client.SendAsync(Compressed("/v1/messages"));

        Assert.Equal("gzip", Assert.Single(upstream.Requests).Headers["Content-Encoding"]);
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, refused.StatusCode);
        Assert.Contains("The request's body is compressed (Content-Encoding: gzip). Send it without compression.", await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);

        HttpRequestMessage Compressed(string path) => new(HttpMethod.Post, path)
        {
            Headers = { Authorization = new("Bearer", "sk-caller") },
            Content = new ByteArrayContent(bytes) { Headers = { ContentType = new MediaTypeHeaderValue("application/json"), ContentEncoding = { "gzip" } } },
        };
    }

    [Theory]
    [InlineData("/cohere/v1/x", 301)]
    [InlineData("/cohere/v1/x", 307)]
    [InlineData("/v1/messages", 302)]
    [InlineData("/v1/messages", 308)]
    public async Task A_redirect_is_an_error_that_names_the_new_address_and_no_key_goes_there(string path, int status)
    {
        await using var other = await FakeUpstream.StartAsync(_ => UpstreamAnswer.Json("{}"));
        await using var upstream = await FakeUpstream.StartAsync(
            _ => UpstreamAnswer.Json("", status, new Dictionary<string, string> { ["Location"] = $"{other.Endpoint}new/v1?token=secret" }));
        await using var gateway = await RunningGateway.StartAsync(Models(upstream));

        using var response = await gateway.PostAsync(path, """{"model":"a","messages":[]}""", ("Authorization", "Bearer sk-caller"));
        var body = await response.Content.ReadAsStringAsync();

        Assert.Equal(HttpStatusCode.BadGateway, response.StatusCode);
        Assert.Contains($"redirects to {other.Endpoint}new/v1. The gateway follows no redirect: set api_base to the new address.", body, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", body, StringComparison.Ordinal);
        Assert.Null(response.Headers.Location);
        Assert.Empty(other.Requests);
    }

    [Theory]
    [InlineData("/cohere/v1/x", 302, true)]
    [InlineData("/v1/files/file-1/content", 307, true)]
    [InlineData("/cohere/v1/x", 300, false)]
    [InlineData("/cohere/v1/x", 302, false)]
    [InlineData("/v1/files/file-1/content", 303, false)]
    public async Task A_redirect_of_a_download_names_the_address_without_advice(string path, int status, bool hasLocation)
    {
        await using var other = await FakeUpstream.StartAsync(_ => UpstreamAnswer.Json("{}"));
        await using var upstream = await FakeUpstream.StartAsync(_ => UpstreamAnswer.Json(
            "", status, hasLocation ? new Dictionary<string, string> { ["Location"] = $"{other.Endpoint}store/1?signature=secret" } : null));
        await using var gateway = await RunningGateway.StartAsync(
            Models(upstream).Replace("general_settings", $"  - {{ model_name: o, litellm_params: {{ model: openai/x, api_base: '{upstream.Endpoint}', api_key: sk-provider }} }}\ngeneral_settings", StringComparison.Ordinal));

        using var response = await gateway.SendAsync(HttpMethod.Get, path, "", null, ("Authorization", "Bearer sk-caller"));
        var body = await response.Content.ReadAsStringAsync();

        Assert.Equal(HttpStatusCode.BadGateway, response.StatusCode);
        Assert.Contains(hasLocation ? $"redirects to {other.Endpoint}store/1. The gateway follows no redirect." : $"answered with status {status}, a redirect without an address.", body, StringComparison.Ordinal);
        Assert.DoesNotContain("api_base", body, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", body, StringComparison.Ordinal);
        Assert.Empty(other.Requests);
    }

    [Fact]
    public async Task A_304_is_no_redirect()
    {
        await using var upstream = await FakeUpstream.StartAsync(_ => UpstreamAnswer.Custom(http =>
        {
            http.Response.StatusCode = 304;
            http.Response.Headers.ETag = "\"e\"";
            return Task.CompletedTask;
        }));
        await using var gateway = await RunningGateway.StartAsync(Models(upstream));

        using var response = await gateway.SendAsync(HttpMethod.Get, "/cohere/v1/x", "", null, ("Authorization", "Bearer sk-caller"), ("If-None-Match", "\"e\""));

        Assert.Equal((HttpStatusCode.NotModified, "\"e\""), (response.StatusCode, response.Headers.ETag?.Tag));
        Assert.Equal("\"e\"", Assert.Single(upstream.Requests).Headers["If-None-Match"]);
    }

    private static string Models(FakeUpstream upstream) => $$"""
        model_list:
          - { model_name: c, litellm_params: { model: cohere/x, api_base: '{{upstream.Endpoint}}', api_key: sk-provider } }
          - { model_name: g, litellm_params: { model: gemini/x, api_base: '{{upstream.Endpoint}}', api_key: sk-provider } }
          - { model_name: b, litellm_params: { model: bedrock/x, api_base: '{{upstream.Endpoint}}', api_key: sk-provider } }
          - { model_name: v, litellm_params: { model: vertex_ai/x, api_base: '{{upstream.Endpoint}}', api_key: sk-provider } }
          - { model_name: a, litellm_params: { model: anthropic/x, api_base: '{{upstream.Endpoint}}', api_key: sk-provider } }
        general_settings: { master_key: sk-caller }
        """;

    private static string HeadersOf(RecordedRequest request) => string.Join('\n', request.Headers
        .Where(header => header.Key != "Host")
        .OrderBy(header => header.Key, StringComparer.OrdinalIgnoreCase)
        .Select(header => $"{header.Key}: {header.Value}"));
}
