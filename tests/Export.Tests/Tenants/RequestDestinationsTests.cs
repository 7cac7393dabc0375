using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using TracedLlm.Export.Backends;
using TracedLlm.Export.Pipeline;
using TracedLlm.Export.Tenants;
using TracedLlm.Export.Tests.Backends;

namespace TracedLlm.Export.Tests.Tenants;

[Collection(ProcessWide.Name)]
public sealed class RequestDestinationsTests
{
    private const string Operators = "LANGFUSE_PUBLIC_KEY=pk-op\nLANGFUSE_SECRET_KEY=sk-op\n";
    private const string Allowed = Operators + "TracedLlm:AllowRequestDestinations=true\n";
    private const string OfOperator = "langfuse_otel us.cloud.langfuse.com pk-op:sk-op";
    private const string OfRequest = "langfuse_otel:requests us.cloud.langfuse.com pk-lf-canary:sk-lf-canary";
    private const string Both = OfOperator + "\n" + OfRequest;
    private const string Fields = "\"langfuse_public_key\": \"pk-lf-canary\", \"langfuse_secret_key\": \"sk-lf-canary\"";

    [Theory]
    [InlineData(Operators, OfOperator)]
    [InlineData(Operators + "TracedLlm:AllowRequestDestinations=false", OfOperator)]
    [InlineData(Allowed, Both)]
    [InlineData(Allowed + "TracedLlm:TenantDestinations=override", Both)]
    [InlineData(Allowed + "TracedLlm:RequestDestinations=additive", Both)]
    [InlineData(Allowed + "TracedLlm:RequestDestinations=override", OfRequest)]
    public async Task A_request_brings_credentials_only_where_it_may(string settings, string expected)
    {
        await using var gateway = await RoutingGateway.StartAsync("langfuse_otel", settings);

        Assert.Equal(expected, await gateway.RouteAsync($$"""{"model": "m", {{Fields}}}"""));
    }

    [Theory]
    [InlineData("/v1/chat/completions", $$$"""{"metadata": {{{{Fields}}}}}""", Both)]
    [InlineData("/v1/chat/completions", $$$"""{"litellm_metadata": {{{{Fields}}}}}""", Both)]
    [InlineData("/v1/messages", $$$"""{"litellm_metadata": {{{{Fields}}}}}""", Both)]
    [InlineData("/v1/messages", $$$"""{"metadata": {{{{Fields}}}}}""", OfOperator)]
    [InlineData("/v1/chat/completions", """{"langfuse_public_key": "pk-lf-canary", "metadata": {"langfuse_secret": "sk-lf-canary", "langfuse_public_key": "loses"}}""", Both)]
    [InlineData("/v1/chat/completions", """{"langfuse_public_key": null, "langfuse_secret_key": {"a": "b"}}""", OfOperator)]
    public async Task They_stand_in_the_body_or_in_the_gateways_metadata(string path, string json, string expected)
    {
        await using var gateway = await RoutingGateway.StartAsync("langfuse_otel", Allowed);

        Assert.Equal(expected, await gateway.RouteAsync(json, path: path));
    }

    [Fact]
    public async Task A_number_is_as_good_as_its_text()
    {
        using var ignored = new IgnoredDestinations();
        await using var gateway = await RoutingGateway.StartAsync("langsmith", Allowed + "LANGSMITH_API_KEY=op");

        Assert.Equal("langsmith api.smith.langchain.com op", await gateway.RouteAsync("""{"langsmith_api_key": "k", "langsmith_sampling_rate": 1.5}"""));
        Assert.Equal("langsmith bad_value 1", ignored.ToString());
        Assert.Equal("langsmith api.smith.langchain.com op\nlangsmith:requests api.smith.langchain.com k 0.5", await gateway.RouteAsync("""{"langsmith_api_key": "k", "langsmith_sampling_rate": 0.5}"""));
    }

    [Theory]
    [InlineData("langsmith", "", """{"langsmith_sampling_rate": 0}""", "langsmith api.smith.langchain.com ls-op", "langsmith incomplete 1")]
    [InlineData("langsmith", "TracedLlm:TenantDestinations=additive", """{"metadata": {"langsmith_sampling_rate": "0.1"}}""", "langsmith api.smith.langchain.com ls-op", "langsmith incomplete 1")]
    [InlineData("langfuse_otel", "TracedLlm:TenantDestinations=additive", """{"langfuse_span_scope": "llm_only"}""", OfOperator, "langfuse_otel incomplete 1")]
    public async Task A_request_cannot_change_what_the_operator_receives(string callback, string mode, string json, string expected, string counted)
    {
        using var ignored = new IgnoredDestinations();
        await using var gateway = await RoutingGateway.StartAsync(callback, Allowed + "LANGSMITH_API_KEY=ls-op\n" + mode);

        Assert.Equal(expected, await gateway.RouteAsync(json));
        Assert.Equal(counted, ignored.ToString());
    }

    [Theory]
    [InlineData($$"""{{{Fields}}, "langfuse_host": "http://169.254.169.254"}""", "langfuse_otel host_not_allowed 1")]
    [InlineData("""{"langfuse_secret_key": "sk-lf-canary"}""", "langfuse_otel incomplete 1")]
    [InlineData("""{"langsmith_api_key": "ls-canary"}""", "langsmith not_configured 1")]
    public async Task Unusable_destinations_are_ignored_and_counted(string json, string counted)
    {
        using var ignored = new IgnoredDestinations();
        await using var gateway = await RoutingGateway.StartAsync("langfuse_otel", Allowed);

        Assert.Equal(OfOperator, await gateway.RouteAsync(json));
        Assert.Equal(counted, ignored.ToString());
        Assert.DoesNotContain(gateway.Log.Lines, line => line.Contains("canary", StringComparison.Ordinal));
    }

    // The server of the operator, https at port 443 alone, and the path of the backend alone.
    [Theory]
    [InlineData("https://us.cloud.langfuse.com", true)]
    [InlineData("HTTPS://US.Cloud.Langfuse.COM:443/", true)]
    [InlineData("us.cloud.langfuse.com", true)]
    [InlineData("https://us.cloud.langfuse.com/api/public/otel/v1/traces", true)]
    [InlineData("https://us.cloud.langfuse.com/api/public/otel", true)]
    [InlineData("https://us.cloud.langfuse.com/#fragment", true)]
    [InlineData("https://us.cloud.langfuse.com/other", false, "bad_value")]
    [InlineData("https://us.cloud.langfuse.com/a/../b", false, "bad_value")]
    [InlineData("https://us.cloud.langfuse.com/api/public/otel/v1/traces/..%2F..%2Fadmin", false, "bad_value")]
    [InlineData("https://us.cloud.langfuse.com//api/public/otel/v1/traces", false, "bad_value")]
    [InlineData("https://us.cloud.langfuse.com/?a=b", false, "bad_value")]
    [InlineData("https://us.cloud.langfuse.com/api/public/otel/v1/traces?redirect=http://169.254.169.254", false, "bad_value")]
    [InlineData("https://user:pw@us.cloud.langfuse.com", false, "bad_value")]
    [InlineData("https://us.cloud.langfuse.com\\\\@evil.org", false, "bad_value")]
    [InlineData("https://us.cloud.langfuse.com@evil.org", false, "bad_value")]
    [InlineData("https://evil.org#us.cloud.langfuse.com", false)]
    [InlineData("https://evil.org/us.cloud.langfuse.com", false)]
    [InlineData("http://us.cloud.langfuse.com", false)]
    [InlineData("http://us.cloud.langfuse.com:443", false)]
    [InlineData("https://us.cloud.langfuse.com:80", false)]
    [InlineData("https://us.cloud.langfuse.com:0443", true)]
    [InlineData("https://us.cloud.langfuse.com.", false)]
    [InlineData("https://us.cloud.langfuse.com.evil.org", false)]
    [InlineData("https://evil-us.cloud.langfuse.com", false)]
    [InlineData("https://xn--s-9ga.cloud.langfuse.com", false)]
    [InlineData("https://\u1D64s.cloud.langfuse.com.evil.org", false)]
    [InlineData("https://127.0.0.1", false)]
    [InlineData("https://2130706433", false)]
    [InlineData("https://0x7f.1", false)]
    [InlineData("https://[::1]", false)]
    [InlineData("https://[::ffff:127.0.0.1]", false)]
    [InlineData("https://[fe80::1%25eth0]", false)]
    [InlineData("ftp://us.cloud.langfuse.com", false, "bad_value")]
    [InlineData("file:///etc/passwd", false, "bad_value")]
    [InlineData("gopher://us.cloud.langfuse.com", false, "bad_value")]
    [InlineData("https://", false, "bad_value")]
    [InlineData("https://us.cloud.langfuse.com:99999", false, "bad_value")]
    public async Task A_request_names_an_allowed_server_and_neither_path_nor_query(string host, bool isUsed, string reason = "host_not_allowed")
    {
        using var ignored = new IgnoredDestinations();
        await using var gateway = await RoutingGateway.StartAsync("langfuse_otel", Allowed);

        Assert.Equal(isUsed ? Both : OfOperator, await gateway.RouteAsync($$"""{{{Fields}}, "langfuse_host": "{{host}}"}"""));
        Assert.Equal(isUsed ? "" : $"langfuse_otel {reason} 1", ignored.ToString());
        Assert.DoesNotContain(gateway.Log.Lines, line => line.Contains("canary", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("https://own.test", "langfuse_otel:requests own.test /api/public/otel/v1/traces")]
    [InlineData("https://own.test/langfuse", "langfuse_otel:requests own.test /langfuse/api/public/otel/v1/traces")]
    [InlineData("https://own.test/other", null)]
    [InlineData("http://internal.test:3000", "langfuse_otel:requests internal.test /api/public/otel/v1/traces")]
    [InlineData("https://internal.test:3000", null)]
    [InlineData("https://internal.test", null)]
    [InlineData("https://a.wild.test", "langfuse_otel:requests a.wild.test /api/public/otel/v1/traces")]
    [InlineData("https://wild.test", null)]
    [InlineData("https://xn--bcher-kva.test", "langfuse_otel:requests xn--bcher-kva.test /api/public/otel/v1/traces")]
    [InlineData("https://b\u00fccher.test", "langfuse_otel:requests xn--bcher-kva.test /api/public/otel/v1/traces")]
    [InlineData("http://[::1]:3000", "langfuse_otel:requests ::1 /api/public/otel/v1/traces")]
    [InlineData("http://[0:0:0:0:0:0:0:1]:3000", "langfuse_otel:requests ::1 /api/public/otel/v1/traces")]
    [InlineData("http://[::1]:3001", null)]
    public void The_path_is_the_operators_or_the_backends(string host, string? expected)
    {
        var context = BackendText.Context(
            "langfuse_otel",
            "LANGFUSE_PUBLIC_KEY=pk\nLANGFUSE_SECRET_KEY=sk\nLANGFUSE_OTEL_HOST=https://own.test/langfuse\n"
            + "TracedLlm:AllowedBackendHosts=http://internal.test:3000, *.wild.test, b\u00fccher.test, [::1]:3000");
        var endpoints = new TenantEndpoints(context, new BackendLog(NullLogger.Instance, isOn: false));

        var endpoint = endpoints.GetOrCreate(LangfuseBackend.Otel, Vars.Parse($"langfuse_public_key=a, langfuse_secret_key=b, langfuse_host={host}"), isOfRequest: true).Endpoint;

        Assert.Equal(expected, endpoint is null ? null : $"{endpoint.LedgerName} {endpoint.Address.IdnHost} {endpoint.Address.PathAndQuery}");
    }

    [Theory]
    [InlineData("x-scope=red", true)]
    [InlineData("Authorization=Bearer%20a", true)]
    [InlineData("X-Scope-OrgID=red", true)]
    [InlineData("api-key=a,x-honeycomb-dataset=b", true)]
    [InlineData("arize-space-id=a,Langsmith-Project=b", true)]
    [InlineData("api_key=a,space_id=b", true)]
    [InlineData("uptrace-dsn=a,stream-name=b", true)]
    [InlineData("X-Original-URL=/admin", false)]
    [InlineData("x-envoy-original-path=/admin", false)]
    [InlineData("x-original-host=evil", false)]
    [InlineData("X-Host=evil", false)]
    [InlineData("x-http-path-override=/admin", false)]
    [InlineData("Cookie=session=a", false)]
    [InlineData("grpc-timeout=1n", false)]
    [InlineData("grpc-encoding=gzip", false)]
    [InlineData("Authorization=Bearer%20a,X-WebAuth-User=admin", false)]
    [InlineData("X-Auth-Request-Email=admin", false)]
    [InlineData("X-Forwarded-Access-Token=a", false)]
    [InlineData("Sec-WebSocket-Key=a", false)]
    [InlineData("x-unknown=a", false)]
    [InlineData("x-rewrite-url=/admin", false)]
    [InlineData("x-http-method-override=DELETE", false)]
    [InlineData("X-Forwarded-Host=evil", false)]
    [InlineData("Forwarded=for=127.0.0.1", false)]
    [InlineData("Proxy-Authorization=a", false)]
    [InlineData("Upgrade=h2c", false)]
    [InlineData("Host=evil.org", false)]
    [InlineData("Content-Length=0", false)]
    [InlineData("Transfer-Encoding=chunked", false)]
    [InlineData("a=b%0d%0aHost:%20evil", false)]
    public async Task A_request_chooses_no_path_by_a_header(string headers, bool isUsed)
    {
        await using var gateway = await RoutingGateway.StartAsync("otel", "OTEL_EXPORTER_OTLP_ENDPOINT=https://c.test\nTracedLlm:AllowRequestDestinations=true");

        Assert.Equal(
            isUsed ? ["otel c.test", "otel:requests c.test"] : ["otel c.test"],
            (await gateway.RouteAsync($$"""{"otel_headers": "{{headers}}"}""")).Split('\n').Select(line => string.Join(' ', line.Split(' ')[..2])));
    }

    [Fact]
    public async Task Without_a_place_a_destination_is_ignored_and_counted_and_one_line_says_so()
    {
        using var ignored = new IgnoredDestinations();
        await using var gateway = await RoutingGateway.StartAsync("langfuse_otel", Allowed + "TracedLlm:RequestDestinations=override\nTracedLlm:MaxRequestDestinations=7");
        gateway.Services.GetRequiredService<RequestAdmission>().TryAdmit = _ => false;

        Assert.Equal(OfOperator, await gateway.RouteAsync($$"""{{{Fields}}}"""));
        Assert.Equal(OfOperator, await gateway.RouteAsync($$"""{{{Fields}}}"""));
        Assert.Equal("langfuse_otel too_many 2", ignored.ToString());
        Assert.Equal(
            ["Warning: A destination of a key, a team or a request at langfuse_otel is ignored (too_many): requests have brought 7 destinations that are in use (TracedLlm:MaxRequestDestinations). Further ones are counted in tracedllm.destinations.ignored only."],
            gateway.Log.Lines.Where(line => line.StartsWith("Warning", StringComparison.Ordinal)));
    }

    [Fact]
    public void Equal_credentials_of_a_key_and_of_a_request_are_two_destinations()
    {
        var endpoints = new TenantEndpoints(BackendText.Context("langfuse_otel", Operators), new BackendLog(NullLogger.Instance, isOn: false));
        var vars = Vars.Parse("langfuse_public_key=a, langfuse_secret_key=b");
        var (key, request) = (endpoints.GetOrCreate(LangfuseBackend.Otel, vars).Endpoint!, endpoints.GetOrCreate(LangfuseBackend.Otel, vars, isOfRequest: true).Endpoint!);

        Assert.Equal(("langfuse_otel", "langfuse_otel:requests"), (key.LedgerName, request.LedgerName));
        Assert.Equal($"request-{key.Identity}", request.Identity);
    }

    [Fact]
    public async Task A_request_cannot_change_a_teams_backend_settings()
    {
        await using var gateway = await RoutingGateway.StartAsync(
            "langfuse_otel", Allowed, Destinations.OfTeams(("red", "langfuse", "langfuse_public_key=pk-red, langfuse_secret=sk-red")));

        Assert.Equal("langfuse cloud.langfuse.com pk-red:sk-red", await gateway.RouteAsync($$"""{{{Fields}}}""", team: "red"));
        Assert.Equal(Both, await gateway.RouteAsync($$"""{{{Fields}}}""", team: "blue"));
    }

    [Theory]
    [InlineData("{0}")]
    [InlineData("{{\"metadata\": {0}}}")]
    [InlineData("{{\"metadata\": {{\"of\": {0}}}}}")]
    [InlineData("{{\"litellm_metadata\": {0}}}")]
    public async Task No_span_has_any_of_them(string format)
    {
        const string Everything =
            """
            {"langfuse_public_key": "pk-canary", "langfuse_secret_key": "sk-canary", "langfuse_secret": "s-canary", "langsmith_api_key": "ls-canary",
             "arize_api_key": "a-canary", "arize_space_id": "id-canary", "arize_space_key": "key-canary", "phoenix_api_key": "p-canary"}
            """;
        await using var gateway = await RoutingGateway.StartAsync("langfuse_otel", Allowed);

        await gateway.RouteAsync(string.Format(System.Globalization.CultureInfo.InvariantCulture, format, Everything));

        var spans = await gateway.Activities.WaitForAsync(activities => activities.Any(activity => activity.Kind == System.Diagnostics.ActivityKind.Server));
        Assert.All(
            spans.SelectMany(span => span.TagObjects),
            tag => Assert.DoesNotContain("canary", $"{tag.Key} {tag.Value}", StringComparison.Ordinal));
        Assert.Contains(spans, span => span.OperationName == "litellm_request");
    }
}
