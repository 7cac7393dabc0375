using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using TracedLlm.Analyzers.Calls;

namespace TracedLlm.Analyzers.Context;

/// <summary>Recognises HTTP handlers that send a request again: those of Polly and Microsoft.Extensions.Http.Resilience, and own ones.</summary>
internal sealed class RetryingHandler(CompilationCode code, CancellationToken cancellationToken)
{
    private static readonly HashSet<string> Standard = ["AddStandardResilienceHandler", "AddStandardHedgingHandler"];

    // Whether they retry depends on their argument.
    private static readonly HashSet<string> Configured = ["AddResilienceHandler", "AddPolicyHandler", "AddTransientHttpErrorPolicy"];

    /// <summary>The name of the retrying handler that a call adds to a client; <see langword="null"/> if the handler sends a request once.</summary>
    public string? NameIn(IInvocationOperation call) => call.TargetMethod.Name switch
    {
        var name when Standard.Contains(name) => name,
        var name when Configured.Contains(name) && call.Syntax is InvocationExpressionSyntax { ArgumentList: var arguments } && Retries(arguments) => name,
        "AddHttpMessageHandler" => Added(call).FirstOrDefault(IsRetrying)?.Name,
        _ => null,
    };

    /// <summary>The retrying handler in the chain of handlers that a client is made with.</summary>
    public string? NameIn(IOperation made) =>
        made.DescendantsAndSelf().OfType<IObjectCreationOperation>().Select(static creation => creation.Type).OfType<INamedTypeSymbol>().FirstOrDefault(type => IsResilient(type) || IsRetrying(type))?.Name;

    public static bool IsResilient(ITypeSymbol? type) => type is { Name: "ResilienceHandler" or "PolicyHttpMessageHandler", ContainingNamespace.Name: "Resilience" or "Http" };

    private static IEnumerable<INamedTypeSymbol> Added(IInvocationOperation call) => call.TargetMethod.TypeArguments
        .Concat(call.Arguments.SelectMany(static argument => argument.Value.DescendantsAndSelf()).OfType<IObjectCreationOperation>().Select(static creation => creation.Type))
        .OfType<INamedTypeSymbol>();

    private bool IsRetrying(INamedTypeSymbol handler) => code.DeclarationsOf(handler.OriginalDefinition, cancellationToken)
        .SelectMany(static declaration => declaration.ChildNodes().OfType<MethodDeclarationSyntax>())
        .Any(static method => method.DescendantNodes().OfType<InvocationExpressionSyntax>().Where(IsSend).ToList() is { Count: > 0 } sent
            && (sent.Count > 1 || sent[0].Ancestors().TakeWhile(outer => outer != method).Any(RunsAgain)));

    private static bool IsSend(InvocationExpressionSyntax call) =>
        call.Expression is MemberAccessExpressionSyntax { Expression: BaseExpressionSyntax, Name.Identifier.ValueText: "SendAsync" or "Send" };

    private static bool RunsAgain(SyntaxNode around) =>
        around is WhileStatementSyntax or DoStatementSyntax or ForStatementSyntax or ForEachStatementSyntax
        || (around is InvocationExpressionSyntax call && Retries(call.Expression));

    private static bool Retries(SyntaxNode code) => code.DescendantNodesAndSelf().OfType<SimpleNameSyntax>().Any(static name =>
        name.Identifier.ValueText.IndexOf("Retry", StringComparison.OrdinalIgnoreCase) >= 0 || name.Identifier.ValueText.IndexOf("Hedging", StringComparison.OrdinalIgnoreCase) >= 0);
}
