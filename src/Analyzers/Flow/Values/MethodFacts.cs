using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using TracedLlm.Analyzers.Calls;

namespace TracedLlm.Analyzers.Flow.Values;

/// <summary>Chooses what the facts of a method say.</summary>
internal static class MethodFacts
{
    // A fact is read in each build of each project above; a method with more is too complex to say anything about it.
    private const int MaxValues = 32;

    /// <summary>The facts of a method; <see langword="null"/> if the method has nothing to do with requests.</summary>
    public static string? Write(IMethodSymbol method, OwnSummary summary, ValueFlow flow)
    {
        var hasRequest = method.Parameters.Any(parameter => flow.Types.IsRequest(parameter.Type));
        var mayReturn = flow.Types.MayHold(method.ReturnType) || (method.ReturnType is INamedTypeSymbol { IsGenericType: true } task && task.TypeArguments.Any(flow.Types.MayHold));
        var isTest = method.ReturnType.SpecialType == SpecialType.System_Boolean;
        if (!hasRequest && !method.Parameters.Any(parameter => NamedAccess.IsObject(parameter.Type, flow.Symbols)) && !flow.IsNear(summary.Function.Place))
        {
            return null;
        }

        var writer = new FactWriter();
        if (mayReturn)
        {
            writer.Write('r', summary.Returned.Where(IsUseful).Take(MaxValues));
        }

        if (isTest && summary.IsTrue.Tests.Any(static test => test.Subject is not null))
        {
            writer.Write('c', summary.IsTrue);
        }

        writer.WriteReads(summary.Reads
            .Where(static read => read.Value.Root.Kind is RootKind.Request or RootKind.Parameter || (read.Value.Root.Kind == RootKind.Unknown && read.Value.Path[0].IsStored))
            .Take(MaxValues)
            .Select(static read => (FunctionOf(read), read.Value)));
        foreach (var parameter in method.Parameters.Where(static parameter => parameter.RefKind == RefKind.Out))
        {
            writer.WriteOut(parameter.Ordinal, summary.ValuesOut(parameter.Ordinal).Where(IsUseful).Take(MaxValues));
        }

        var text = writer.ToString();
        return text.Length == 0 ? null : text;
    }

    // A method above judges reads of one function together: the function may choose between them.
    private static string FunctionOf(ValueRead read) => read.ForeignFunction
        ?? (read.Place is not null && CompilationCode.FunctionsAround(read.Place).FirstOrDefault(static function => function is not AnonymousFunctionExpressionSyntax) is { } function
            ? $"{function.SyntaxTree.FilePath}:{function.SpanStart}"
            : "");

    private static bool IsUseful(FlowValue value) =>
        value.Root.Kind is RootKind.Request or RootKind.Parameter or RootKind.Elsewhere or RootKind.RequestPath
        || value.Text is not null
        || (value.Root.Kind == RootKind.Unknown && !value.Path.IsEmpty && value.Path[0].IsStored);
}
