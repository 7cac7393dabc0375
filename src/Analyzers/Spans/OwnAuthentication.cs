using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using TracedLlm.Analyzers.Calls;
using TracedLlm.Analyzers.Common;
using TracedLlm.Analyzers.Routes;

namespace TracedLlm.Analyzers.Spans;

/// <summary>
/// Recognises middleware of the gateway that authenticates callers: a class, a lambda, or an extension method that adds them.
/// It reads a header with a credential and answers 401 or 403.
/// </summary>
internal sealed class OwnAuthentication(SpanSymbols symbols, CompilationCode code, CancellationToken cancellationToken)
{
    private const int MaxDepth = 3;

    private static readonly HashSet<string> Headers = new(StringComparer.OrdinalIgnoreCase)
    {
        "Authorization", "x-api-key", "api-key", "x-goog-api-key", "x-litellm-api-key", "Ocp-Apim-Subscription-Key",
    };

    private static readonly HashSet<string> Refusals = ["Unauthorized", "Forbid", "ChallengeAsync", "ForbidAsync"];

    // The paths of an LLM API, and paths that such middleware lets pass. A test of another path may protect only that path.
    private static readonly string[] KnownPaths = ["v1", "openai", "anthropic", "chat", "api", "health", "ready", "live", "metrics", "swagger", "openapi", "favicon", "ping", "status", "version"];

    private readonly CallGraph _calls = TracedCode.Get(code.Compilation)?.Calls ?? new CallGraph(code);

    /// <summary>The name of the authentication that a call adds to the application, as a message shows it; <see langword="null"/> for another call.</summary>
    public string? NameIn(IInvocationOperation call, int depth = 0) => call.TargetMethod switch
    {
        { Name: "UseMiddleware" } => MiddlewareOf(call) is { } type && Authenticates(type) ? type.Name : null,
        { Name: "Use" } => call.Arguments.SelectMany(static argument => argument.Value.DescendantsAndSelf()).Any(IsAuthentication) ? "Use" : null,
        { Name: "UseWhen" } => depth < MaxDepth && IsForTracedRoutes(call) && AddedToBranch(call).Any(added => NameIn(added, depth + 1) is not null) ? "UseWhen" : null,
        { Name: var name } extension => depth < MaxDepth && Added(extension).Any(added => NameIn(added, depth + 1) is not null) ? name : null,
    };

    /// <summary>The startup filters of the gateway that add authentication in front of the whole pipeline, and that code registers.</summary>
    public string? NameOfStartupFilter()
    {
        var files = code.Names.FilesWith(["IStartupFilter"], cancellationToken).ToList();
        return files.Count == 0 ? null : files
            .SelectMany(file => file.GetRoot(cancellationToken).DescendantNodes().OfType<TypeDeclarationSyntax>())
            .Where(static type => type.BaseList?.Types.Any(static one => one.Type.ToString().EndsWith("IStartupFilter", StringComparison.Ordinal)) == true)
            .Where(type => files.Exists(file => IsRegistered(type.Identifier.ValueText, file)))
            .Where(type => type.DescendantNodes().OfType<InvocationExpressionSyntax>()
                .Where(call => IsInFront(call, type))
                .Any(call => code.ModelOf(type.SyntaxTree).GetOperation(call, cancellationToken) is IInvocationOperation added && IsOnApplication(added) && NameIn(added, 1) is not null))
            .Select(static type => type.Identifier.ValueText)
            .FirstOrDefault();
    }

    // Middleware behind next(app) runs after the pipeline of the application.
    private static bool IsInFront(InvocationExpressionSyntax call, TypeDeclarationSyntax filter) =>
        !filter.DescendantNodes().OfType<InvocationExpressionSyntax>().Any(next => next.Expression is IdentifierNameSyntax { Identifier.ValueText: "next" } && next.SpanStart < call.SpanStart);

    private bool IsRegistered(string filter, SyntaxTree file) => file.GetRoot(cancellationToken).DescendantNodes().OfType<GenericNameSyntax>()
        .Any(name => name.Identifier.ValueText.StartsWith("Add", StringComparison.Ordinal)
            && name.TypeArgumentList.Arguments.Count == 2
            && name.TypeArgumentList.Arguments[1].ToString().EndsWith(filter, StringComparison.Ordinal));

    private IEnumerable<IInvocationOperation> Added(IMethodSymbol extension) =>
        code.PlaceOf(extension) is { } place && code.BodyOf(place, cancellationToken) is { } body
            ? CallGraph.OwnOperations(body).OfType<IInvocationOperation>().Where(IsOnApplication)
            : [];

    private IEnumerable<IInvocationOperation> AddedToBranch(IInvocationOperation call) => call.Arguments[call.Arguments.Length - 1].Value.DescendantsAndSelf().SelectMany(one => one switch
    {
        IAnonymousFunctionOperation branch => branch.Descendants().OfType<IInvocationOperation>().Where(IsOnApplication),
        IMethodReferenceOperation { Method: var method } => Added(method),
        _ => [],
    });

    /// <summary>Whether the condition of <c>UseWhen</c> compares the path, and a traced route is in the branch.</summary>
    private bool IsForTracedRoutes(IInvocationOperation call)
    {
        var condition = call.Arguments.Select(static argument => argument.Value).SelectMany(static value => value.DescendantsAndSelf()).OfType<IAnonymousFunctionOperation>().FirstOrDefault();
        var paths = condition?.Syntax.DescendantNodes().OfType<LiteralExpressionSyntax>().Select(static literal => literal.Token.Value).OfType<string>().ToList();
        if (condition is null || paths is not { Count: > 0 } || !paths.TrueForAll(static path => path.StartsWith("/", StringComparison.Ordinal)) || !condition.Descendants().Any(IsPath))
        {
            return false;
        }

        var routes = (TracedCode.Get(code.Compilation)?.Endpoints(cancellationToken) ?? []).Select(static endpoint => endpoint.Template).OfType<string>().Select(static template => "/" + template.TrimStart('/')).ToList();
        var hasTraced = paths.Exists(path => routes.Exists(route => route.StartsWith(path.TrimEnd('/'), StringComparison.OrdinalIgnoreCase)));
        return condition.Syntax is LambdaExpressionSyntax { ExpressionBody: PrefixUnaryExpressionSyntax { OperatorToken.ValueText: "!" } } ? !hasTraced : hasTraced;
    }

    private bool IsOnApplication(IInvocationOperation call) =>
        PipelineCall.IsApplication((call.Instance ?? call.Arguments.FirstOrDefault()?.Value)?.Type, symbols);

    private static INamedTypeSymbol? MiddlewareOf(IInvocationOperation call) =>
        call.TargetMethod.TypeArguments.FirstOrDefault() as INamedTypeSymbol
        ?? call.Arguments.Select(static argument => argument.Value).OfType<ITypeOfOperation>().FirstOrDefault()?.TypeOperand as INamedTypeSymbol;

    private bool Authenticates(INamedTypeSymbol middleware) =>
        middleware.GetMembers().OfType<IMethodSymbol>().Where(static method => method.Name is "Invoke" or "InvokeAsync").Any(method => code.PlaceOf(method) is { } place && Authenticates(place));

    private bool IsAuthentication(IOperation operation) => operation switch
    {
        IAnonymousFunctionOperation lambda => Authenticates(CodePlace.PlaceOf(lambda.Syntax)),
        IMethodReferenceOperation { Method: var method } => code.PlaceOf(method) is { } place && Authenticates(place),
        _ => false,
    };

    private bool Authenticates(CodePlace function)
    {
        var operations = new CallPaths<bool>([(function, true)], _calls, cancellationToken).Functions
            .Select(place => code.BodyOf(place, cancellationToken))
            .OfType<IOperation>()
            .SelectMany(CallGraph.OwnOperations)
            .ToList();
        return operations.Exists(IsCredential) && operations.Exists(IsRefusal) && operations.Where(IsPath).All(IsKnownPath);
    }

    private static bool IsCredential(IOperation operation) => operation switch
    {
        IPropertyReferenceOperation { Property: { Name: "Authorization", ContainingType.Name: "IHeaderDictionary" or "RequestHeaders" } } => true,
        IPropertyReferenceOperation { Property: { IsIndexer: true, ContainingType.Name: "IHeaderDictionary" }, Arguments: { Length: 1 } arguments } => IsHeader(arguments[0].Value),
        IInvocationOperation { TargetMethod.Name: "TryGetValue" or "ContainsKey", Instance.Type.Name: "IHeaderDictionary", Arguments: { Length: > 0 } arguments } => IsHeader(arguments[0].Value),
        _ => false,
    };

    private static bool IsHeader(IOperation name) => name.ConstantValue.HasValue
        ? name.ConstantValue.Value is string text && Headers.Contains(text)
        : name is IMemberReferenceOperation { Member: { Name: "Authorization", ContainingType.Name: "HeaderNames" } };

    private static bool IsRefusal(IOperation operation) => operation switch
    {
        ISimpleAssignmentOperation { Target: IPropertyReferenceOperation { Property: { Name: "StatusCode", ContainingType.Name: "HttpResponse" } }, Value: var value } => value.ConstantValue is { HasValue: true, Value: 401 or 403 },
        IInvocationOperation { TargetMethod: { Name: var name, ContainingType.Name: "Results" or "TypedResults" or "AuthenticationHttpContextExtensions" } } => Refusals.Contains(name),
        IArgumentOperation { Value.ConstantValue: { HasValue: true, Value: 401 or 403 } } => true,
        _ => false,
    };

    private static bool IsPath(IOperation operation) =>
        operation is IPropertyReferenceOperation { Property: { Name: "Path", ContainingType.Name: "HttpRequest" } };

    /// <summary>Whether the path is compared only with paths of LLM APIs, or with paths that need no authentication.</summary>
    private static bool IsKnownPath(IOperation path)
    {
        var statement = path.Syntax.FirstAncestorOrSelf<StatementSyntax>() ?? path.Syntax;
        var condition = statement is IfStatementSyntax choice ? choice.Condition : statement;
        return condition.DescendantNodes().OfType<LiteralExpressionSyntax>()
            .Select(static literal => literal.Token.Value).OfType<string>()
            .All(static text => KnownPaths.Any(known => text.TrimStart('/').StartsWith(known, StringComparison.OrdinalIgnoreCase)) || text.Trim('/').Length == 0);
    }
}
