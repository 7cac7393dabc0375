using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using TracedLlm.Generators.Common;

namespace TracedLlm.Analyzers.FailurePath;

/// <summary>The exception types that the failure log does not need: a caller that left or sent no valid request, a bug in the code, and the types in <c>tlm2001.accepted_exceptions</c>.</summary>
internal sealed class AcceptedExceptions
{
    private const string Option = "tlm2001.accepted_exceptions";

    private static readonly string[] Always =
    [
        "System.OperationCanceledException",
        "System.ArgumentNullException",
        "System.NotImplementedException",
        "System.ObjectDisposedException",
        "System.Diagnostics.UnreachableException",
        "Microsoft.AspNetCore.Http.BadHttpRequestException",
    ];

    private readonly string[] _configured;

    private AcceptedExceptions(string[] configured) => _configured = configured;

    public static AcceptedExceptions Read(AnalyzerOptions options, SyntaxTree tree) => new(
        options.AnalyzerConfigOptionsProvider.GetOptions(tree).TryGetValue(Option, out var names)
            ? [.. names.Split(',').Select(static name => name.Trim()).Where(static name => name.Length > 0)]
            : []);

    /// <summary>Whether the failure log does not need <paramref name="type"/> or one of its base types.</summary>
    public bool Contains(ITypeSymbol type) =>
        IsAlwaysAccepted(type) || MetadataNames.WithBasesOf(type).Any(one => _configured.Any(name => name == one.Name || MetadataNames.Is(one, name)));

    public static bool IsAlwaysAccepted(ITypeSymbol type) => MetadataNames.WithBasesOf(type).Any(static one => Always.Any(name => MetadataNames.Is(one, name)));
}
