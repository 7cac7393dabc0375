using System.Text.Json;
using Harbor.Contracts;

namespace Harbor.Core;

public sealed partial class PolicyEngine
{
    private static readonly Dictionary<string, string> Forbidden = new()
    {
        ["social security number"] = "personal-data",
        ["internal only"] = "confidential",
    };

    [TracedGuardrail(GuardrailMode.PreCall, Name = "policies", Blocks = [typeof(PolicyViolationException)])]
    public partial Task EnforceAsync(JsonElement message, CancellationToken cancellationToken);

    private Task EnforceCoreAsync(JsonElement message, CancellationToken cancellationToken)
    {
        var text = message.GetRawText();
        foreach (var (phrase, policy) in Forbidden)
        {
            if (text.Contains(phrase, StringComparison.OrdinalIgnoreCase))
            {
                throw new PolicyViolationException(policy);
            }
        }

        return Task.CompletedTask;
    }

    [TracedGuardrail(GuardrailMode.PostCall, Name = "leaks")]
    [return: GuardrailResult(Blocked = nameof(LeakReport.Leaks))]
    public partial LeakReport FindLeaks(string answer);

    private LeakReport FindLeaksCore(string answer) => new(answer.Contains("sk-", StringComparison.Ordinal), answer.Length);
}

public sealed record LeakReport(bool Leaks, int Scanned);
