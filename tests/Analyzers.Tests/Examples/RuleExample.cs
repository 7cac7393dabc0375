using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis.Diagnostics;
using TracedLlm.Testing.Roslyn.Examples;

namespace TracedLlm.Analyzers.Tests.Examples;

/// <summary>
/// The example of a rule: a small gateway with a mistake, and the same gateway without it, as on the page of the rule. The
/// markup is that of Microsoft.CodeAnalysis.Testing: <c>{|TLM3006:…|}</c> is around the code that the rule reports.
/// </summary>
/// <typeparam name="TAnalyzer">The rule.</typeparam>
public abstract partial class RuleExample<TAnalyzer> : IRuleExample
    where TAnalyzer : DiagnosticAnalyzer, new()
{
    /// <inheritdoc/>
    public IEnumerable<string> Ids => MarkedId.Matches(Wrong).Select(static mark => mark.Groups[1].Value);

    /// <inheritdoc/>
    public virtual Type? Fix => null;

    /// <summary>The gateway with the mistake.</summary>
    protected abstract string Wrong { get; }

    /// <summary>The gateway without the mistake.</summary>
    protected abstract string Right { get; }

    [GeneratedRegex(@"\{\|(TLM\d{4}):")]
    private static partial Regex MarkedId { get; }

    /// <summary>The rule reports exactly the marked code, and a pragma switches it off.</summary>
    [Fact]
    public Task The_wrong_code_is_reported() => new GatewayAnalyzerTest<TAnalyzer> { TestCode = Wrong }.RunAsync();

    /// <summary>The rule reports nothing.</summary>
    [Fact]
    public Task The_right_code_is_left_alone() => new GatewayAnalyzerTest<TAnalyzer> { TestCode = Right }.RunAsync();
}
