namespace TracedLlm.Export.Tests.Tenants;

[Collection(ProcessWide.Name)]
public sealed class TenantRoutingTests
{
    private const string Operators =
        """
        LANGFUSE_PUBLIC_KEY=pk-op
        LANGFUSE_SECRET_KEY=sk-op
        LANGSMITH_API_KEY=ls-op

        """;

    private const string Red = "langfuse_public_key=pk-red, langfuse_secret_key=sk-red";

    [Fact]
    public async Task A_request_without_its_own_destinations_goes_to_the_operators_backends()
    {
        var teams = Destinations.OfTeams(("red", "langfuse_otel", Red));
        await using var gateway = await RoutingGateway.StartAsync("langfuse_otel, langsmith", Operators, teams);

        Assert.Equal("langfuse_otel us.cloud.langfuse.com pk-op:sk-op\nlangsmith api.smith.langchain.com ls-op", await gateway.RouteAsync(team: "blue"));
        Assert.Equal(1, teams.Asked);
    }

    [Theory]
    [InlineData("", "langsmith api.smith.langchain.com ls-op\nlangfuse_otel us.cloud.langfuse.com pk-red:sk-red")]
    [InlineData(
        "TracedLlm:TenantDestinations=additive",
        "langfuse_otel us.cloud.langfuse.com pk-op:sk-op\nlangsmith api.smith.langchain.com ls-op\nlangfuse_otel us.cloud.langfuse.com pk-red:sk-red")]
    public async Task A_teams_destination_replaces_the_operators_backend_or_is_added_to_it(string mode, string expected)
    {
        await using var gateway = await RoutingGateway.StartAsync(
            "langfuse_otel, langsmith", Operators + mode, Destinations.OfTeams(("red", "langfuse_otel", Red)));

        Assert.Equal(expected, await gateway.RouteAsync(team: "red"));
    }

    [Fact]
    public async Task The_two_names_of_Langfuse_are_one_service()
    {
        await using var gateway = await RoutingGateway.StartAsync("langfuse_otel", Operators, Destinations.OfTeams(("red", "langfuse", Red)));

        Assert.Equal("langfuse cloud.langfuse.com pk-red:sk-red", await gateway.RouteAsync(team: "red"));
    }

    [Fact]
    public async Task A_destination_has_its_own_mode()
    {
        await using var gateway = await RoutingGateway.StartAsync("langfuse_otel", Operators, new Destinations(
            _ => [new TraceDestination("langfuse_otel", Vars.Parse(Red)) { Mode = TenantDestinationMode.Additive }]));

        Assert.Equal("langfuse_otel us.cloud.langfuse.com pk-op:sk-op\nlangfuse_otel us.cloud.langfuse.com pk-red:sk-red", await gateway.RouteAsync());
    }

    [Fact]
    public async Task A_backend_that_the_operator_does_not_use_can_be_a_teams()
    {
        await using var gateway = await RoutingGateway.StartAsync("console", "", Destinations.OfTeams(("red", "langsmith", "langsmith_api_key=ls-red")));

        Assert.Equal("langsmith api.smith.langchain.com ls-red", await gateway.RouteAsync(team: "red"));
        Assert.Equal("", await gateway.RouteAsync(team: "blue"));
    }

    [Fact]
    public async Task All_sources_are_asked_and_equal_destinations_are_one()
    {
        await using var gateway = await RoutingGateway.StartAsync(
            "console",
            "",
            Destinations.OfTeams(("red", "langsmith", "langsmith_api_key=one"), ("red", "langsmith", "langsmith_api_key=two")),
            Destinations.OfTeams(("red", "langsmith", "langsmith_api_key=two")));

        Assert.Equal("langsmith api.smith.langchain.com one\nlangsmith api.smith.langchain.com two", await gateway.RouteAsync(team: "red"));
    }

    [Theory]
    [InlineData("langfuse_otel")]
    [InlineData("langfuse")]
    public async Task Two_names_of_one_project_are_one_destination_of_a_request_with_others(string callback)
    {
        const string OneHost = "LANGFUSE_HOST=https://own.test\nTracedLlm:TenantDestinations=additive\n";
        await using var gateway = await RoutingGateway.StartAsync(
            "langfuse_otel, langfuse",
            Operators + OneHost,
            Destinations.OfTeams(("red", "langsmith", "langsmith_api_key=ls-red"), ("blue", callback, "langfuse_public_key=pk-op, langfuse_secret_key=sk-op")));

        Assert.Equal("langfuse_otel own.test pk-op:sk-op", await gateway.RouteAsync(team: "green"));
        Assert.Equal("langfuse_otel own.test pk-op:sk-op\nlangsmith api.smith.langchain.com ls-red", await gateway.RouteAsync(team: "red"));
        Assert.Equal("langfuse_otel own.test pk-op:sk-op", await gateway.RouteAsync(team: "blue"));
    }

    [Fact]
    public async Task The_greater_of_two_sampling_rates_for_one_project_counts()
    {
        await using var gateway = await RoutingGateway.StartAsync(
            "langsmith",
            Operators + "LANGSMITH_SAMPLING_RATE=0.25\nTracedLlm:TenantDestinations=additive",
            Destinations.OfTeams(("red", "langsmith", "langsmith_api_key=ls-op, langsmith_sampling_rate=0.5"), ("blue", "langsmith", "langsmith_api_key=ls-op, langsmith_sampling_rate=0.125")));

        Assert.Equal("langsmith api.smith.langchain.com ls-op 0.5", await gateway.RouteAsync(team: "red"));
        Assert.Equal("langsmith api.smith.langchain.com ls-op 0.25", await gateway.RouteAsync(team: "blue"));
    }

    [Fact]
    public async Task A_source_that_throws_is_counted_and_its_message_is_logged_nowhere()
    {
        using var ignored = new IgnoredDestinations();
        await using var gateway = await RoutingGateway.StartAsync(
            "langfuse_otel", Operators, new Destinations(_ => throw new FormatException("sk-canary")), Destinations.OfTeams(("red", "langsmith", "langsmith_api_key=k")));

        Assert.Equal("langfuse_otel us.cloud.langfuse.com pk-op:sk-op\nlangsmith api.smith.langchain.com k", await gateway.RouteAsync(team: "red"));
        await gateway.RouteAsync(team: "red");

        Assert.Equal("other failed System.FormatException 2", ignored.ToString());
        Assert.Equal(
            ["Warning: An ITraceDestinations threw System.FormatException; the request has no destinations of its own. Further ones are counted in tracedllm.destinations.ignored only."],
            gateway.Log.Lines.Where(line => line.StartsWith("Warning", StringComparison.Ordinal)));
        Assert.DoesNotContain(gateway.Log.Lines, line => line.Contains("canary", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("langfuse_otel", "langfuse_public_key=pk-canary", "langfuse_otel incomplete 1", "langfuse_secret_key must be set")]
    [InlineData("langfuse_otel", "langfuse_public_key=pk-canary, langfuse_secret_key=sk-canary, langfuse_host=http://10.0.0.1", "langfuse_otel host_not_allowed 1", "langfuse_host names the host 10.0.0.1, which TracedLlm:AllowedBackendHosts does not have")]
    [InlineData("langsmith", "langsmith_api_key=ls-canary, langsmith_sampling_rate=7", "langsmith bad_value 1", "langsmith_sampling_rate is '7'. Allowed: numbers from 0 to 1")]
    [InlineData("s3", "langsmith_api_key=ls-canary", "other unknown_backend 1", "'s3' takes no credentials; those that do are langfuse_otel, langfuse, arize_phoenix, arize, langsmith, otel, otlp")]
    public async Task Unusable_destinations_are_ignored_and_counted(string callback, string vars, string counted, string text)
    {
        using var ignored = new IgnoredDestinations();
        await using var gateway = await RoutingGateway.StartAsync("langfuse_otel", Operators, Destinations.OfTeams(("red", callback, vars)));

        Assert.Equal("langfuse_otel us.cloud.langfuse.com pk-op:sk-op", await gateway.RouteAsync(team: "red"));

        Assert.Equal(counted, ignored.ToString());
        Assert.Contains(gateway.Log.Lines, line => line.Contains($": {text}.", StringComparison.Ordinal));
        Assert.DoesNotContain(gateway.Log.Lines, line => line.Contains("canary", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("", "langsmith api.smith.langchain.com ls-op 0.25")]
    [InlineData("TracedLlm:TenantDestinations=additive", "langsmith api.smith.langchain.com ls-op 0.25")]
    public async Task A_sampling_rate_alone_changes_the_operators_rate_for_the_team(string mode, string expected)
    {
        await using var gateway = await RoutingGateway.StartAsync(
            "langfuse_otel, langsmith", Operators + "LANGSMITH_SAMPLING_RATE=0.5\n" + mode, Destinations.OfTeams(("red", "langsmith", "langsmith_sampling_rate=0.25")));

        Assert.Equal($"langfuse_otel us.cloud.langfuse.com pk-op:sk-op\n{expected}", await gateway.RouteAsync(team: "red"));
        Assert.Equal("langfuse_otel us.cloud.langfuse.com pk-op:sk-op\nlangsmith api.smith.langchain.com ls-op 0.5", await gateway.RouteAsync(team: "blue"));
    }

    [Fact]
    public async Task A_sampling_rate_without_an_operators_destination_is_ignored_and_counted()
    {
        using var ignored = new IgnoredDestinations();
        await using var gateway = await RoutingGateway.StartAsync("langfuse_otel", Operators, Destinations.OfTeams(("red", "langsmith", "langsmith_sampling_rate=0.25")));

        Assert.Equal("langfuse_otel us.cloud.langfuse.com pk-op:sk-op", await gateway.RouteAsync(team: "red"));
        Assert.Equal("langsmith incomplete 1", ignored.ToString());
        Assert.Contains(gateway.Log.Lines, line => line.Contains("langsmith_sampling_rate changes the operator's own destination, and there is none; set credentials too.", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("langsmith", "langsmith_sampling_rate=0.25", "langsmith_sampling_rate changes the operator's own destination, and there is none; set credentials too")]
    [InlineData("langfuse_otel", "langfuse_public_key=pk-canary", "langfuse_secret_key must be set")]
    [InlineData("langfuse_otel", "langfuse_public_key=pk-canary, langfuse_secret_key=sk-canary", "LANGFUSE_OTEL_HOST names the host collector:4318, which is not Langfuse's own, so that the credentials may have no effect there. Set langfuse_host, or add the host to TracedLlm:AllowedBackendHosts if it is a server of Langfuse")]
    [InlineData("otel", "otel_endpoint=http://c, otel_headers=canary", "otel_headers is malformed. Allowed: name=value pairs, separated by commas")]
    [InlineData("otel", "otel_endpoint=http://10.0.0.1", "otel_endpoint names the host 10.0.0.1, which TracedLlm:AllowedBackendHosts does not have")]
    [InlineData("s3", "", "'s3' takes no credentials; those that do are langfuse_otel, langfuse, arize_phoenix, arize, langsmith, otel, otlp")]
    public async Task A_configured_destination_that_cannot_be_used_ends_the_start_and_says_where_it_is(string callback, string vars, string text)
    {
        var source = new Destinations(_ => []) { Configured = [new TraceDestination(callback, Vars.Parse(vars)) { Origin = "config.yaml:7" }] };

        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => RoutingGateway.StartAsync(
            "langfuse_otel", "LANGFUSE_PUBLIC_KEY=pk-op\nLANGFUSE_SECRET_KEY=sk-op\nLANGFUSE_OTEL_HOST=http://collector:4318", source));

        Assert.Equal($"config.yaml:7: a destination of traces at {callback} cannot be used: {text}.", error.Message);
    }

    [Fact]
    public async Task A_source_of_destinations_may_return_null()
    {
        using var ignored = new IgnoredDestinations();
        await using var gateway = await RoutingGateway.StartAsync("langfuse_otel", Operators, new Destinations(_ => null!), new Destinations(_ => [null!]));

        Assert.Equal("langfuse_otel us.cloud.langfuse.com pk-op:sk-op", await gateway.RouteAsync());
        Assert.Equal("other failed System.ArgumentNullException 1", ignored.ToString());
    }

    [Fact]
    public async Task Credentials_of_teams_suffice_without_the_operators_credentials()
    {
        await using var gateway = await RoutingGateway.StartAsync("langfuse_otel", "", Destinations.OfTeams(("red", "langfuse_otel", Red)));

        Assert.Equal("langfuse_otel us.cloud.langfuse.com pk-red:sk-red", await gateway.RouteAsync(team: "red"));
        Assert.Equal("", await gateway.RouteAsync(team: "blue"));
    }

    [Fact]
    public async Task Without_any_credentials_the_start_fails()
    {
        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => RoutingGateway.StartAsync("langfuse_otel", ""));

        Assert.Equal("LANGFUSE_PUBLIC_KEY and LANGFUSE_SECRET_KEY must be set", error.Message);
    }
}
