using System.Text.Json;
using System.Text.RegularExpressions;

namespace Ferry.Safety;

public sealed partial class PiiScan
{
    [TracedGuardrail(GuardrailMode.PreCall, Name = "pii")]
    public partial ValueTask<GuardrailOutcome> ScanAsync(JsonElement messages);

    private ValueTask<GuardrailOutcome> ScanCoreAsync(JsonElement messages)
    {
        var found = Mail.Count(messages.GetRawText());
        if (found > 3)
        {
            throw new PiiFoundException(found);
        }

        return ValueTask.FromResult(found == 0 ? GuardrailOutcome.Passed : GuardrailOutcome.Masked(found));
    }

    [TracedGuardrail(GuardrailMode.PostCall, Name = "length")]
    [return: GuardrailResult(Blocked = "IsTooLong")]
    public partial LengthVerdict CheckLength(string answer);

    private LengthVerdict CheckLengthCore(string answer) => new(answer.Length > 100_000, answer.Length);

    private static readonly Regex Mail = new(@"[\w.]+@[\w.]+", RegexOptions.Compiled);
}

public readonly record struct LengthVerdict(bool IsTooLong, int Length);
