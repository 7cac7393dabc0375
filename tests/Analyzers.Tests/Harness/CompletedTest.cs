using TracedLlm.Testing.Roslyn;

namespace TracedLlm.Analyzers.Tests.Harness;

/// <summary>A test whose code a generator completes.</summary>
public sealed class CompletedTest : FixTest<BadNameAnalyzer, BadNameFix>
{
    /// <inheritdoc/>
    protected override IEnumerable<Type> GetSourceGenerators() => [typeof(CompletingGenerator)];
}
