using TracedLlm.Samples.Gateway.Tests.Hosting;
using TracedLlm.Testing.Otlp;

namespace TracedLlm.Samples.Gateway.Tests.Traces;

/// <summary>LiteLLM's <c>redact_user_api_key_info</c>.</summary>
public sealed class RedactedCallerTests
{
    private static readonly string[] OfCaller = ["alice-key", "team-7", "team-red", "user-9", "cost-center-5", "floor-3", LlmCaller.HashKey("sk-caller-001")];

    [Theory]
    [InlineData("true", false)]
    [InlineData("false", true)]
    public async Task The_traces_do_not_say_who_calls(string setting, bool isNamed)
    {
        await using var receiver = await OtlpReceiver.StartAsync();
        await using var gateway = await RunningGateway.StartAsync(
            $$"""
            model_list: [{ model_name: demo, litellm_params: { model: simulated/demo } }]
            litellm_settings:
              callbacks: [otel]
              redact_user_api_key_info: {{setting}}
              default_team_settings: [{ team_id: team-7, metadata: { floor: floor-3 }, tags: [kept-tag] }]
            general_settings:
              keys: [{ key: sk-caller-001, key_alias: alice-key, team_id: team-7, team_alias: team-red, user_id: user-9, metadata: { center: cost-center-5 } }]
            """,
            $"--OTEL_EXPORTER_OTLP_ENDPOINT={receiver.Endpoint}",
            "--OTEL_BSP_SCHEDULE_DELAY=5");

        using var response = await gateway.PostAsync("/v1/chat/completions", """{"model":"demo","messages":[],"user":"end-user-4"}""", ("Authorization", "Bearer sk-caller-001"));
        var values = (await receiver.WaitForRootAsync()).SelectMany(span => span.Attributes).Select(attribute => $"{attribute.Value}").ToList();

        Assert.All(OfCaller, text => Assert.Equal(isNamed, values.Exists(value => value.Contains(text, StringComparison.Ordinal))));
        Assert.Contains(values, value => value.Contains("end-user-4", StringComparison.Ordinal));
    }
}
