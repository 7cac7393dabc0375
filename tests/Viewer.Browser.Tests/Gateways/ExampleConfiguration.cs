using System.Text;
using System.Text.Json;

namespace TracedLlm.Viewer.Browser.Tests.Gateways;

/// <summary>The gateway's <c>config.yaml</c>: that of the demo, with the models, guardrails and keys of the tests.</summary>
internal static class ExampleConfiguration
{
    /// <summary>How many guardrails a caller can name, so that a request has that many spans.</summary>
    public const int NamedGuardrails = 94;

    private const string Models = "model_list:\n";
    private const string Guardrails = "guardrails:\n";

    /// <summary>The name of a guardrail that finds nothing.</summary>
    public static string GuardrailName(int number) => $"check-{number:00}";

    public static string Write(Uri provider)
    {
        using var demo = new StreamReader(typeof(Samples.Gateway.DemoStep).Assembly.GetManifestResourceStream("demo.yaml")!);
        var yaml = demo.ReadToEnd().TrimEnd() + "\n";
        yaml = yaml.Replace(Models, Models + string.Concat(new[] { ExampleAnswers.Assistant, ExampleAnswers.Hostile, HostileTexts.Model }.Select(name => Model(name, provider))), StringComparison.Ordinal);
        yaml = yaml.Replace(Guardrails, Guardrails + Named() + Guardrail(HostileTexts.Guardrail, "HOSTILE", "mask"), StringComparison.Ordinal);
        return $$"""
            {{yaml}}    - { key: {{HostileTexts.Key}}, key_alias: {{Quote(HostileTexts.KeyAlias)}}, team_id: team-2, team_alias: {{Quote(HostileTexts.TeamAlias)}} }

            """;
    }

    // A JSON text is a YAML text.
    private static string Quote(string text) => JsonSerializer.Serialize(text);

    private static string Model(string name, Uri provider) =>
        $"  - {{ model_name: {Quote(name)}, litellm_params: {{ model: {Quote("openai/" + name)}, api_base: '{provider}v1', api_key: sk-provider, input_cost_per_token: 0.00001, output_cost_per_token: 0.00003 }} }}\n";

    private static string Named()
    {
        var lines = new StringBuilder();
        for (var number = 0; number < NamedGuardrails; number++)
        {
            lines.Append(Guardrail(GuardrailName(number), "NEVER", "block"));
        }

        return lines.ToString();
    }

    private static string Guardrail(string name, string pattern, string action) =>
        $"  - {{ guardrail_name: {Quote(name)}, litellm_params: {{ guardrail: regex, mode: pre_call, pattern: {Quote(pattern)}, action: {action} }} }}\n";
}
