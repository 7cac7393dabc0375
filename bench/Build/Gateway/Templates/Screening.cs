using System.Text.RegularExpressions;

namespace Gateway.Area0;

public sealed partial class Screening0(InvoiceStore0 invoices, ILogger<Screening0> logger)
{
    private static readonly Regex[] Patterns =
    [
        new(@"\b\d{3}-\d{2}-\d{4}\b", RegexOptions.CultureInvariant),
        new(@"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){3,7}\b", RegexOptions.CultureInvariant),
    ];

    [TracedGuardrail(GuardrailMode.PreCall)]
    public partial ValueTask<GuardrailOutcome> ScreenAsync([GuardrailName] string name, Request0 request, CancellationToken cancellationToken);

    private async ValueTask<GuardrailOutcome> ScreenCoreAsync(string name, Request0 request, CancellationToken cancellationToken)
    {
        var masked = 0;
        var categories = new SortedSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < request.Texts.Count; i++)
        {
            var text = request.Texts[i];
            foreach (var pattern in Patterns)
            {
                var found = pattern.Count(text);
                if (found > 0)
                {
                    masked += found;
                    categories.Add(pattern == Patterns[0] ? "insurance" : "account");
                    text = pattern.Replace(text, "***");
                }
            }

            request.Texts[i] = text;
        }

        var known = await invoices.FindAsync(invoice => invoice.Owner == request.Caller, cancellationToken);
        if (known.Any(static invoice => invoice.IsOverdue))
        {
            logger.LogInformation("{Name} refuses {Caller}", name, request.Caller);
            return GuardrailOutcome.Blocked(["overdue"]);
        }

        return masked == 0 ? GuardrailOutcome.Passed : GuardrailOutcome.Masked(masked, [.. categories]);
    }
}
