namespace TracedLlm.Export.Tests.Tenants;

[Collection(ProcessWide.Name)]
public sealed class RequestDestinationsTests
{
    private const string Operators = "LANGFUSE_PUBLIC_KEY=pk-op\nLANGFUSE_SECRET_KEY=sk-op\n";
    private const string Allowed = Operators + "TracedLlm:AllowRequestDestinations=true\n";
    private const string OfOperator = "langfuse_otel us.cloud.langfuse.com pk-op:sk-op";
    private const string OfRequest = "langfuse_otel us.cloud.langfuse.com pk-lf-canary:sk-lf-canary";
    private const string Fields = "\"langfuse_public_key\": \"pk-lf-canary\", \"langfuse_secret_key\": \"sk-lf-canary\"";

    [Theory]
    [InlineData(Operators, OfOperator)]
    [InlineData(Operators + "TracedLlm:AllowRequestDestinations=false", OfOperator)]
    [InlineData(Allowed, OfRequest)]
    [InlineData(Allowed + "TracedLlm:TenantDestinations=additive", OfOperator + "\n" + OfRequest)]
    public async Task A_request_brings_credentials_only_where_it_may(string settings, string expected)
    {
        await using var gateway = await RoutingGateway.StartAsync("langfuse_otel", settings);

        Assert.Equal(expected, await gateway.RouteAsync($$"""{"model": "m", {{Fields}}}"""));
    }

    [Theory]
    [InlineData("/v1/chat/completions", $$$"""{"metadata": {{{{Fields}}}}}""", OfRequest)]
    [InlineData("/v1/chat/completions", $$$"""{"litellm_metadata": {{{{Fields}}}}}""", OfRequest)]
    [InlineData("/v1/messages", $$$"""{"litellm_metadata": {{{{Fields}}}}}""", OfRequest)]
    [InlineData("/v1/messages", $$$"""{"metadata": {{{{Fields}}}}}""", OfOperator)]
    [InlineData("/v1/chat/completions", """{"langfuse_public_key": "pk-lf-canary", "metadata": {"langfuse_secret": "sk-lf-canary", "langfuse_public_key": "loses"}}""", OfRequest)]
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
        Assert.Equal("langsmith api.smith.langchain.com k 0.5", await gateway.RouteAsync("""{"langsmith_api_key": "k", "langsmith_sampling_rate": 0.5}"""));
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

    [Fact]
    public async Task A_request_cannot_change_a_teams_backend_settings()
    {
        await using var gateway = await RoutingGateway.StartAsync(
            "langfuse_otel", Allowed, Destinations.OfTeams(("red", "langfuse", "langfuse_public_key=pk-red, langfuse_secret=sk-red")));

        Assert.Equal("langfuse cloud.langfuse.com pk-red:sk-red", await gateway.RouteAsync($$"""{{{Fields}}}""", team: "red"));
        Assert.Equal(OfRequest, await gateway.RouteAsync($$"""{{{Fields}}}""", team: "blue"));
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
