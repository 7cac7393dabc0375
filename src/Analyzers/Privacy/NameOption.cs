using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace TracedLlm.Analyzers.Privacy;

/// <summary>Names that an <c>.editorconfig</c> lists, separated by commas.</summary>
internal static class NameOption
{
    /// <summary>Whether the option of a file contains <paramref name="name"/>, ignoring case.</summary>
    public static bool Has(AnalyzerOptions options, SyntaxTree tree, string option, string name) =>
        options.AnalyzerConfigOptionsProvider.GetOptions(tree).TryGetValue(option, out var names)
        && names.Split(',').Any(one => string.Equals(one.Trim(), name, StringComparison.OrdinalIgnoreCase));
}
