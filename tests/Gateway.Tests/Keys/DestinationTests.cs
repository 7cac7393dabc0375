using System.Net;
using System.Text;
using TracedLlm.Samples.Gateway.Tests.Hosting;
using TracedLlm.Testing.Otlp;

namespace TracedLlm.Samples.Gateway.Tests.Keys;

public sealed class DestinationTests
{
    private const string Path = "/api/public/otel/v1/traces";

    // No span may contain any of these values.
    private static readonly TraceChecks Checks = TraceChecks.All with
    {
        Account = false,
        Keys = ["pk-op-canary", "sk-op-canary", "pk-red-canary", "sk-red-canary", "pk-alice-canary", "sk-alice-canary", "sk-of-red", "sk-of-blue", "sk-of-alice"],
    };

    [Theory]
    [InlineData("Override", "langfuse_otel", "pk-alice-canary: alice; pk-op-canary: blue; pk-red-canary: red")]
    [InlineData("Override", "langfuse", "pk-alice-canary: alice; pk-op-canary: blue; pk-red-canary: red")]
    [InlineData("Additive", "langfuse_otel", "pk-alice-canary: alice; pk-op-canary: alice, blue, red; pk-red-canary: red")]
    [InlineData("Additive", "langfuse", "pk-alice-canary: alice; pk-op-canary: alice, blue, red; pk-red-canary: red")]
    public async Task Every_key_and_team_has_only_its_own_traces(string mode, string callback, string expected)
    {
        // Two projects at one host may have the same spans.
        await using var operators = await OtlpReceiver.StartAsync(Path, checks: Checks with { Trees = false });
        await using var tenants = await OtlpReceiver.StartAsync(Path, checks: Checks);
        await using (var gateway = await StartAsync(operators, tenants, mode: mode, callback: callback))
        {
            await PostAsync(gateway, "red");
            await PostAsync(gateway, "blue");
            await PostAsync(gateway, "alice");
        }

        Assert.Equal(expected, Print([.. operators.Posts, .. tenants.Posts]));
        Assert.All(operators.Spans.Concat(tenants.Spans), span => Assert.NotNull(span.Attributes["langfuse.observation.type"]));
    }

    [Fact]
    public async Task A_refused_key_has_the_operators_destination()
    {
        await using var operators = await OtlpReceiver.StartAsync(Path, checks: Checks);
        await using var tenants = await OtlpReceiver.StartAsync(Path, checks: Checks);
        await using (var gateway = await StartAsync(operators, tenants))
        {
            using var response = await gateway.PostAsync("/v1/chat/completions", Chat("stranger"), ("Authorization", "Bearer sk-of-stranger"));
            Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        }

        Assert.Empty(tenants.Posts);

        // The session that a caller without a valid key names is shown nowhere.
        Assert.Equal("pk-op-canary: ", Print(operators.Posts));
    }

    [Theory]
    [InlineData("Override", "operators: blue; red's collector with x-scope: red; alice's collector with x-scope: alice, x-key: k e y")]
    [InlineData("Additive", "operators: alice, blue, red; red's collector with x-scope: red; alice's collector with x-scope: alice, x-key: k e y")]
    public async Task A_key_and_a_team_have_Collectors_of_their_own(string mode, string expected)
    {
        await using var operators = await OtlpReceiver.StartAsync(checks: Checks);
        await using var teams = await OtlpReceiver.StartAsync(checks: Checks with { Trees = mode == "Override" });
        await using var alices = await OtlpReceiver.StartAsync("/own/v1/traces", checks: Checks);
        await using (var gateway = await RunningGateway.StartAsync(
            $$"""
            model_list: [{ model_name: demo, litellm_params: { model: simulated/demo } }]
            litellm_settings:
              callbacks: [otel]
              provider_url_destination_allowed_hosts: ['{{teams.Endpoint.Authority}}', '{{alices.Endpoint.Authority}}']
              default_team_settings:
                - { team_id: t-red, callbacks: [otel], otel_endpoint: '{{teams.Endpoint}}', otel_headers: 'x-scope=red' }
            general_settings:
              keys:
                - { key: sk-of-red, team_id: t-red }
                - { key: sk-of-blue, team_id: t-blue }
                - key: sk-of-alice
                  team_id: t-red
                  metadata: { logging: [{ callback_name: otel, callback_vars: { otel_exporter: otlp_http, otel_endpoint: '{{alices.Endpoint}}own', otel_headers: { x-scope: alice, x-key: k e y } } }] }
            """,
            $"--OTEL_EXPORTER_OTLP_ENDPOINT={operators.Endpoint}",
            "--OTEL_EXPORTER_OTLP_HEADERS=x-scope=operators-canary",
            "--OTEL_BSP_SCHEDULE_DELAY=5",
            $"--TracedLlm:TenantDestinations={mode}"))
        {
            await PostAsync(gateway, "red");
            await PostAsync(gateway, "blue");
            await PostAsync(gateway, "alice");
        }

        Assert.All(operators.Posts, post => Assert.Equal("operators-canary", post.Headers["x-scope"]));
        Assert.Equal(
            expected,
            $"operators: {Callers(operators.Posts)}; {Callers(teams.Posts)}'s collector with {Headers(teams.Posts)}; {Callers(alices.Posts)}'s collector with {Headers(alices.Posts)}");
    }

    [Theory]
    [InlineData("success_callback: [langfuse_otel], langfuse_public_key: pk-red-canary, langfuse_secret: sk-red-canary", "langfuse_otel", "LANGFUSE_OTEL_HOST names the host collector:4318, which is not Langfuse's own, so that the credentials may have no effect there. Set langfuse_host, or add the host to TracedLlm:AllowedBackendHosts if it is a server of Langfuse")]
    [InlineData("success_callback: [langsmith], langsmith_sampling_rate: 0.5", "langsmith", "langsmith_sampling_rate changes the operator's own destination, and there is none; set credentials too")]
    [InlineData("callbacks: [otel], otel_endpoint: 'http://red:4318'", "otlp", "otel_endpoint names the host red:4318, which TracedLlm:AllowedBackendHosts does not have")]
    [InlineData("callbacks: [langfuse], langfuse_public_key: pk-red-canary, langfuse_secret: sk-red-canary, langfuse_host: 'http://red:3000'", "langfuse", "langfuse_host names the host red:3000, which TracedLlm:AllowedBackendHosts does not have")]
    [InlineData("callbacks: [otel], otel_endpoint: collector", "otlp", "otel_endpoint is 'collector'. Allowed: absolute http:// and https:// addresses")]
    public async Task A_teams_destination_that_cannot_be_used_ends_the_start(string settings, string callback, string reason)
    {
        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => RunningGateway.StartAsync(
            $$"""
            model_list: [{ model_name: demo, litellm_params: { model: simulated/demo } }]
            litellm_settings:
              callbacks: [langfuse_otel]
              default_team_settings: [{ team_id: t-red, {{settings}} }]
            general_settings: { keys: [{ key: sk-of-red, team_id: t-red }] }
            """,
            "--LANGFUSE_OTEL_HOST=http://collector:4318",
            "--LANGFUSE_PUBLIC_KEY=pk-op-canary",
            "--LANGFUSE_SECRET_KEY=sk-op-canary"));

        Assert.Equal($"config.yaml:4: litellm_settings.default_team_settings[0].team_id: a destination of traces at {callback} cannot be used: {reason}.", error.Message);
    }

    [Fact]
    public async Task A_sampling_rate_of_a_key_changes_the_operators_rate()
    {
        const string LangSmith = "/otel/v1/traces";
        await using var operators = await OtlpReceiver.StartAsync(LangSmith, checks: Checks);
        await using (var gateway = await RunningGateway.StartAsync(
            """
            model_list: [{ model_name: demo, litellm_params: { model: simulated/demo } }]
            litellm_settings: { callbacks: [langsmith] }
            general_settings:
              keys:
                - { key: sk-of-red, metadata: { logging: [{ callback_name: langsmith, callback_vars: { langsmith_sampling_rate: 0 } }] } }
                - { key: sk-of-blue }
            """,
            $"--LANGSMITH_BASE_URL={operators.Endpoint}",
            "--LANGSMITH_API_KEY=ls-op",
            "--OTEL_BSP_SCHEDULE_DELAY=5"))
        {
            await PostAsync(gateway, "red");
            await PostAsync(gateway, "blue");
        }

        Assert.All(operators.Posts, post => Assert.Equal("ls-op", post.Headers["x-api-key"]));
        Assert.NotEmpty(operators.Posts);
        Assert.Single(operators.Spans.Select(span => span.TraceId).Distinct());
        Assert.Contains(operators.Spans, span => span.Attributes.ToString().Contains("blue", StringComparison.Ordinal));
    }

    // A team's own host, and a key's own project at the operator's.
    private static Task<RunningGateway> StartAsync(OtlpReceiver operators, OtlpReceiver tenants, string mode = "Override", string callback = "langfuse_otel") => RunningGateway.StartAsync(
        $$"""
        model_list: [{ model_name: demo, litellm_params: { model: simulated/demo } }]
        litellm_settings:
          callbacks: [langfuse_otel]
          provider_url_destination_allowed_hosts: ['{{operators.Endpoint.Authority}}', '{{tenants.Endpoint.Authority}}']
          default_team_settings:
            - { team_id: t-red, success_callback: [langfuse_otel], langfuse_public_key: pk-red-canary, langfuse_secret: sk-red-canary, langfuse_host: '{{tenants.Endpoint}}' }
        general_settings:
          keys:
            - { key: sk-of-red, team_id: t-red }
            - { key: sk-of-blue, team_id: t-blue }
            - key: sk-of-alice
              team_id: t-red
              metadata: { logging: [{ callback_name: {{callback}}, callback_vars: { langfuse_public_key: pk-alice-canary, langfuse_secret_key: sk-alice-canary } }] }
        """,
        [
            $"--LANGFUSE_OTEL_HOST={operators.Endpoint}",
            $"--LANGFUSE_HOST={operators.Endpoint}",
            "--LANGFUSE_PUBLIC_KEY=pk-op-canary",
            "--LANGFUSE_SECRET_KEY=sk-op-canary",
            "--OTEL_BSP_SCHEDULE_DELAY=5",
            $"--TracedLlm:TenantDestinations={mode}",
        ]);

    private static async Task PostAsync(RunningGateway gateway, string name)
    {
        using var response = await gateway.PostAsync("/v1/chat/completions", Chat(name), ("Authorization", $"Bearer sk-of-{name}"));
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    private static string Chat(string name) => $$"""
        {"model": "demo", "messages": [{"role": "user", "content": "hi"}], "metadata": {"session_id": "{{name}}"}, "langfuse_public_key": "pk-red-canary", "langfuse_secret_key": "sk-red-canary"}
        """;

    // The credentials of each post and the callers of its spans.
    private static string Print(IEnumerable<ReceivedPost> posts) => string.Join("; ", posts
        .GroupBy(post => Encoding.UTF8.GetString(Convert.FromBase64String(post.Headers["Authorization"]["Basic ".Length..])).Split(':')[0])
        .OrderBy(group => group.Key, StringComparer.Ordinal)
        .Select(group => $"{group.Key}: {string.Join(", ", group.SelectMany(post => post.Spans).Select(span => $"{span.Attributes["session.id"]}").Distinct().Order(StringComparer.Ordinal))}"));

    private static string Callers(IEnumerable<ReceivedPost> posts) =>
        string.Join(", ", posts.SelectMany(post => post.Spans).Select(span => $"{span.Attributes["session.id"]}").Distinct().Order(StringComparer.Ordinal));

    private static string Headers(IEnumerable<ReceivedPost> posts) =>
        string.Join(", ", posts.SelectMany(post => post.Headers).Where(header => header.Key.StartsWith("x-", StringComparison.OrdinalIgnoreCase)).Select(header => $"{header.Key}: {header.Value}").Distinct());
}
