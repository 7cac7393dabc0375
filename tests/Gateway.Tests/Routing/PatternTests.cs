using TracedLlm.Samples.Gateway.Tests.Hosting;
using TracedLlm.Testing.Otlp;

namespace TracedLlm.Samples.Gateway.Tests.Routing;

/// <summary>Model names with stars.</summary>
public sealed class PatternTests
{
    private const string Yaml = """
        model_list:
          - { model_name: "team/*", litellm_params: { model: "simulated/*" }, model_info: { id: any } }
          - { model_name: "team/fast-*", litellm_params: { model: simulated/fast }, model_info: { id: fast } }
          - { model_name: demo, litellm_params: { model: simulated/demo } }
        litellm_settings: { callbacks: [otel] }
        """;

    [Theory]
    [InlineData("openai/*", "openai/gpt-4o", "gpt-4o")]
    [InlineData("openai/*", "openai/", "")]
    [InlineData("openai/*", "azure/gpt-4o", null)]
    [InlineData("openai/*", "my-openai/gpt-4o", null)]
    [InlineData("*-eu", "gpt-eu", "gpt")]
    [InlineData("*-eu", "gpt-eu-2", null)]
    [InlineData("fo::*:static::*", "fo::a:static::b", "a|b")]
    [InlineData("a.c*", "abc", null)]
    [InlineData("*", "a\nb", "a\nb")]
    public void A_star_stands_for_any_text(string pattern, string name, string? texts) =>
        Assert.Equal(texts, new ModelPattern(pattern).Match(name) is { } found ? string.Join('|', found) : null);

    [Theory]
    [InlineData("simulated/*", "simulated/a")]
    [InlineData("*/x-*", "a/x-b")]
    [InlineData("fixed", "fixed")]
    public void The_texts_replace_the_stars_of_the_model(string model, string expected) => Assert.Equal(expected, ModelPattern.Fill(model, ["a", "b"]));

    // A regular expression that backtracks would need hours.
    [Fact]
    public void The_time_for_a_name_does_not_explode() => Assert.Null(new ModelPattern(string.Concat(Enumerable.Repeat("*a", 20)) + "!").Match(new string('a', 100_000)));

    [Theory]
    [InlineData("team/one", "any one")]
    [InlineData("team/a/b", "any a/b")]
    [InlineData("team/fast-1", "fast fast")]
    public async Task The_trace_has_the_name_of_the_request_and_the_providers(string model, string expected)
    {
        await using var receiver = await OtlpReceiver.StartAsync();
        await using var gateway = await RunningGateway.StartAsync(Yaml, $"--OTEL_EXPORTER_OTLP_ENDPOINT={receiver.Endpoint}", "--OTEL_BSP_SCHEDULE_DELAY=5");

        using var response = await gateway.PostAsync("/v1/chat/completions", $$"""{"model":"{{model}}","messages":[]}""");
        var attempt = Assert.Single(await receiver.WaitForRootAsync(), span => span.Attributes.ContainsKey(LiteLlm.DeploymentId));

        Assert.Equal(
            $"{expected} {model}",
            $"{attempt.Attributes[LiteLlm.DeploymentId]} {attempt.Attributes[LiteLlm.ProviderModel]} {attempt.Attributes[LiteLlm.ModelGroup]}");
        Assert.Equal(model, Assert.Single(response.Headers.GetValues("x-litellm-model-group")));
    }

    [Theory]
    [InlineData("team/*")]
    [InlineData("team/fast-*")]
    [InlineData("team/x*y")]
    [InlineData("team/x\\n")]
    [InlineData("team/x\\u0000")]
    [InlineData("team/x\\u0085")]
    public async Task A_caller_names_neither_a_pattern_nor_control_characters(string model)
    {
        await using var gateway = await RunningGateway.StartAsync(Yaml, "--OTEL_SDK_DISABLED=true");

        using var response = await gateway.PostAsync("/v1/chat/completions", $$"""{"model":"{{model}}","messages":[]}""");
        using var fallback = await gateway.PostAsync("/v1/chat/completions", $$"""{"model":"demo","fallbacks":["{{model}}"],"messages":[]}""");

        Assert.Equal((404, 400), ((int)response.StatusCode, (int)fallback.StatusCode));
        Assert.Contains("model_not_found", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    // What no header can hold is percent-encoded.
    [Theory]
    [InlineData("team/模型", "team/%E6%A8%A1%E5%9E%8B")]
    [InlineData("team/Größe", "team/Gr%C3%B6%C3%9Fe")]
    [InlineData("team/a b%20", "team/a b%20")]
    public async Task A_name_of_any_language_is_served(string model, string header)
    {
        await using var gateway = await RunningGateway.StartAsync(Yaml, "--OTEL_SDK_DISABLED=true");

        using var response = await gateway.PostAsync("/v1/chat/completions", $$"""{"model":"{{model}}","messages":[]}""");

        Assert.Equal(200, (int)response.StatusCode);
        Assert.Equal(header, Assert.Single(response.Headers.GetValues("x-litellm-model-group")));
    }

    [Fact]
    public async Task The_list_of_models_has_the_patterns_and_a_model_that_fits_exists()
    {
        await using var gateway = await RunningGateway.StartAsync(Yaml, "--OTEL_SDK_DISABLED=true");

        Assert.Equal(
            """{"object":"list","data":[{"id":"demo","object":"model","created":0,"owned_by":"gateway"},{"id":"team/fast-*","object":"model","created":0,"owned_by":"gateway"},{"id":"team/*","object":"model","created":0,"owned_by":"gateway"}]}""",
            await gateway.Client.GetStringAsync(new Uri("/v1/models", UriKind.Relative)));
        Assert.Equal(
            """{"id":"team/two","object":"model","created":0,"owned_by":"gateway"}""",
            await gateway.Client.GetStringAsync(new Uri("/v1/models/team/two", UriKind.Relative)));
    }
}
