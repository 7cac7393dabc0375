using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using TracedLlm.Analyzers.Calls;
using TracedLlm.Analyzers.Routes;
using TracedLlm.Generators.Common;

namespace TracedLlm.Analyzers.Spans;

/// <summary>
/// Recognises code that runs once for each request, also in front of the routes: functions that receive the request,
/// methods of authentication handlers, and what these call.
/// </summary>
internal sealed class RequestCode(CompilationCode code, CancellationToken cancellationToken)
{
    private const string Http = "Microsoft.AspNetCore.Http";

    private static readonly HashSet<string> Received = ["HttpContext", "EndpointFilterInvocationContext"];

    private readonly CallGraph _calls = TracedCode.Get(code.Compilation)?.Calls ?? new CallGraph(code);

    /// <summary>Whether requests run a place. Only functions of its type are looked at.</summary>
    public bool Runs(SyntaxNode place)
    {
        var functions = CompilationCode.FunctionsAround(place).ToList();
        if (functions.Count == 0)
        {
            return false;
        }

        if (functions.Exists(ReceivesRequest))
        {
            return true;
        }

        var starts = place.FirstAncestorOrSelf<TypeDeclarationSyntax>() is { } type
            ? type.Members.OfType<MethodDeclarationSyntax>().Where(ReceivesRequest).Select(static method => (CodePlace.PlaceOf(method), true)).ToList()
            : [];
        return starts.Count > 0
            && new CallPaths<bool>(starts, _calls, cancellationToken) is var reached
            && functions.Exists(function => reached.Contains(CodePlace.PlaceOf(function)));
    }

    private bool ReceivesRequest(SyntaxNode function) =>
        code.ModelOf(function.SyntaxTree) is var model
        && (model.GetDeclaredSymbol(function, cancellationToken) ?? model.GetSymbolInfo(function, cancellationToken).Symbol) is IMethodSymbol method
        && (method.Parameters.Any(static parameter => Received.Contains(parameter.Type.Name) && parameter.Type.ContainingNamespace?.ToDisplayString() == Http)
            || (method.IsOverride && MetadataNames.WithBasesOf(method.ContainingType).Any(static type => MetadataNames.Is(type, "Microsoft.AspNetCore.Authentication.AuthenticationHandler`1"))));
}
