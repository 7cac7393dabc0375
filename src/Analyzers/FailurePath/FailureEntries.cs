using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using TracedLlm.Analyzers.Calls;
using TracedLlm.Analyzers.Common;
using TracedLlm.Analyzers.Routes;

namespace TracedLlm.Analyzers.FailurePath;

/// <summary>Finds the functions that receive the exceptions that leave the routes, by their plain shapes.</summary>
internal sealed class FailureEntries(CompilationCode code, FailureSymbols symbols)
{
    private static readonly ImmutableArray<string> Calls = ["Use", "UseExceptionHandler", "AddEndpointFilter", "AddEndpointFilterFactory"];

    private static readonly ImmutableDictionary<string, string> Interfaces = ImmutableDictionary.CreateRange<string, string>(
    [
        new("IExceptionHandler", "TryHandleAsync"),
        new("IExceptionFilter", "OnException"),
        new("IAsyncExceptionFilter", "OnExceptionAsync"),
        new("IActionFilter", "OnActionExecuted"),
        new("IAsyncActionFilter", "OnActionExecutionAsync"),
        new("IResultFilter", "OnResultExecuted"),
        new("ILlmFailureLog", "Log"),
        new("IMiddleware", "InvokeAsync"),
        new("IEndpointFilter", "InvokeAsync"),
    ]);

    // Of ASP.NET Core and of MediatR and its like: the next function of a pipeline.
    private static readonly string[] NextFunctions = ["RequestDelegate", "EndpointFilterDelegate", "RequestHandlerDelegate", "MessageHandlerDelegate", "Func", "ActionExecutionDelegate", "ResourceExecutionDelegate"];

    public ImmutableArray<FailureEntry> Find(CancellationToken cancellationToken) =>
        [.. Dispatch.TypesIn(code.Compilation.Assembly.GlobalNamespace).SelectMany(type => InType(type, cancellationToken)).Concat(InCalls(cancellationToken)).Distinct()];

    /// <summary>The way in which a function receives exceptions; <see langword="null"/> if it does not.</summary>
    public FailureEntry? Read(CodePlace place, IMethodSymbol method, CancellationToken cancellationToken)
    {
        if (code.BodyOf(place, cancellationToken) is not { } body)
        {
            return null;
        }

        var given = method.Parameters.Count(parameter => symbols.IsException(parameter.Type));
        if (given == 1 || (given == 0 && ReadsContext(body)))
        {
            return new FailureEntry(place, method, FailureEntryKind.Given, null);
        }

        return given == 0 && SiteIn(body) is { } site ? new FailureEntry(place, method, FailureEntryKind.Thrown, site) : null;
    }

    private IEnumerable<FailureEntry> InType(INamedTypeSymbol type, CancellationToken cancellationToken)
    {
        foreach (var @interface in type.AllInterfaces)
        {
            if (Interfaces.TryGetValue(@interface.Name, out var name)
                && @interface.GetMembers(name).FirstOrDefault() is { } member
                && type.FindImplementationForInterfaceMember(member) is IMethodSymbol implementation
                && Own(implementation, type) is { } method
                && code.PlaceOf(method) is { } place
                && Read(place, method, cancellationToken) is { } entry)
            {
                yield return entry;
            }
        }

        foreach (var method in type.GetMembers().OfType<IMethodSymbol>())
        {
            if (IsMiddleware(method) && code.PlaceOf(method) is { } place && Read(place, method, cancellationToken) is { Kind: FailureEntryKind.Thrown } entry)
            {
                yield return entry;
            }
        }
    }

    // An exception filter overrides the method of ExceptionFilterAttribute.
    private static IMethodSymbol? Own(IMethodSymbol implementation, INamedTypeSymbol type)
    {
        for (var current = type; current is not null; current = current.BaseType)
        {
            var own = current.GetMembers(implementation.Name).OfType<IMethodSymbol>().FirstOrDefault(method =>
                SymbolEqualityComparer.Default.Equals(method, implementation) || SymbolEqualityComparer.Default.Equals(method.OverriddenMethod, implementation));
            if (own is not null)
            {
                return own;
            }
        }

        return implementation;
    }

    // By convention: InvokeAsync(HttpContext) of a type that is constructed with the next delegate.
    private static bool IsMiddleware(IMethodSymbol method) =>
        method is { Name: "InvokeAsync" or "Invoke", Parameters.Length: > 0, IsStatic: false }
        && method.Parameters[0].Type.Name == "HttpContext"
        && method.ContainingType.InstanceConstructors.Any(static constructor => constructor.Parameters.Any(static parameter => parameter.Type.Name == "RequestDelegate"));

    private IEnumerable<FailureEntry> InCalls(CancellationToken cancellationToken) =>
        from tree in code.Names.FilesWith(Calls, cancellationToken)
        from node in tree.GetRoot(cancellationToken).DescendantNodes()
        let call = node as InvocationExpressionSyntax
        where call is not null && OperationRegistration.NameOf(call) is { } name && Calls.Contains(name)
        let operation = code.ModelOf(tree).GetOperation(call, cancellationToken) as IInvocationOperation
        where operation is not null && operation.TargetMethod.ContainingNamespace.ToDisplayString().StartsWith("Microsoft.AspNetCore", StringComparison.Ordinal)
        from function in operation.Arguments.SelectMany(static argument => argument.Value.DescendantsAndSelf())
        let entry = Handed(function, cancellationToken)
        where entry is not null
        select entry;

    private FailureEntry? Handed(IOperation function, CancellationToken cancellationToken) => function switch
    {
        IAnonymousFunctionOperation lambda when TakesRequest(lambda.Symbol) => Read(CodePlace.PlaceOf(lambda.Syntax), lambda.Symbol, cancellationToken),
        IMethodReferenceOperation { Method: var method } when TakesRequest(method) && code.PlaceOf(method) is { } place => Read(place, method, cancellationToken),
        _ => null,
    };

    private static bool TakesRequest(IMethodSymbol method) =>
        method.Parameters.Any(static parameter => parameter.Type.Name is "HttpContext" or "EndpointFilterInvocationContext");

    private bool ReadsContext(IOperation body) => CallGraph.OwnOperations(body).Any(operation =>
        operation is IPropertyReferenceOperation { Property: { Name: "Exception" or "Error" } property } && GatewaySymbols.Same(property.Type, symbols.Exception));

    /// <summary>The call in a try statement that runs the rest of the pipeline; any other call there if none is seen to.</summary>
    private static SyntaxNode? SiteIn(IOperation body)
    {
        var calls = (from attempt in CallGraph.OwnOperations(body).OfType<ITryOperation>()
                     where !attempt.Catches.IsEmpty
                     from call in attempt.Body.Descendants().OfType<IInvocationOperation>()
                     orderby call.Syntax.SpanStart
                     select call).ToList();
        return (calls.Find(static call => IsNext(call)) ?? calls.FirstOrDefault())?.Syntax;
    }

    private static bool IsNext(IInvocationOperation call) =>
        (call.TargetMethod.MethodKind == MethodKind.DelegateInvoke && NextFunctions.Contains(call.TargetMethod.ContainingType.Name))
        || call.Arguments.Any(static argument => NextFunctions.Contains(argument.Value.Type?.Name) && argument.Value is IParameterReferenceOperation or IFieldReferenceOperation);
}
