using System.Text.RegularExpressions;
using Microsoft.Extensions.Options;
using TracedLlm;

namespace LlmProxy.Guardrails;

/// <summary>Checks requests before they reach a provider.</summary>
public partial class GuardrailService
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(1);

    private readonly GuardrailOptions _options;

    public GuardrailService(IOptions<GuardrailOptions> options)
    {
        _options = options.Value;
    }

    public IReadOnlyList<Guardrail> All => _options.Entries;

    /// <summary>Whether the guardrail lets the request pass.</summary>
    [TracedGuardrail(GuardrailMode.PreCall)]
    [return: GuardrailResult(BlockedWhen = false)]
    public partial Task<bool> CheckAsync([GuardrailName(Path = "Name")] Guardrail guardrail, string request, CancellationToken cancellationToken);

    private Task<bool> CheckCoreAsync(Guardrail guardrail, string request, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return Task.FromResult(!Regex.IsMatch(request, guardrail.Pattern, RegexOptions.IgnoreCase, Limit));
    }
}
