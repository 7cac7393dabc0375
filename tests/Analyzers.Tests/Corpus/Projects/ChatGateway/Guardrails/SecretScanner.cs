using System.Text.RegularExpressions;

namespace ChatGateway.Guardrails;

internal sealed class SecretScanner
{
    private static readonly Regex[] Patterns =
    [
        new(@"\bAKIA[0-9A-Z]{16}\b", RegexOptions.Compiled | RegexOptions.CultureInvariant),
        new(@"\bghp_[0-9A-Za-z]{36}\b", RegexOptions.Compiled | RegexOptions.CultureInvariant),
        new(@"-----BEGIN [A-Z ]*PRIVATE KEY-----", RegexOptions.Compiled | RegexOptions.CultureInvariant),
    ];

    public ValueTask<int> CountAsync(string text, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return ValueTask.FromResult(Patterns.Sum(pattern => pattern.Count(text)));
    }
}
