using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using TracedLlm.Analyzers.Calls;
using TracedLlm.Analyzers.Common;

namespace TracedLlm.Analyzers.Routes;

/// <summary>Finds the calls that map traced endpoints: <c>MapPost("/v1/messages", messages.HandleAsync)</c>.</summary>
internal sealed class EndpointMaps(CompilationCode code, GatewaySymbols symbols)
{
    private const string MapMethods = "MapMethods";

    // A local may hold a field, and the field a method.
    private const int MaxSteps = 4;

    private static readonly ImmutableDictionary<string, string?> Methods = ImmutableDictionary.CreateRange<string, string?>(
    [
        new("MapGet", "GET"), new("MapPost", "POST"), new("MapPut", "PUT"), new("MapPatch", "PATCH"), new("MapDelete", "DELETE"),
        new(MapMethods, null), new("Map", null), new("MapFallback", null),
    ]);

    /// <summary>The names of the methods that map an endpoint.</summary>
    public static ImmutableArray<string> Names { get; } = [.. Methods.Keys];

    /// <summary>The traced endpoints of the calls in a file whose arguments may name a traced handler.</summary>
    public IEnumerable<Endpoint> FindIn(SyntaxTree tree, HandlerNames handlers, CancellationToken cancellationToken) =>
        MapsIn(tree, call => handlers.MayBeIn(call, cancellationToken), cancellationToken).Select(map => EndpointOf(map, cancellationToken)).OfType<Endpoint>();

    /// <summary>The places of all mapped handlers, traced or not.</summary>
    public IEnumerable<CodePlace> HandlersIn(SyntaxTree tree, CancellationToken cancellationToken) =>
        from map in MapsIn(tree, static _ => true, cancellationToken)
        let handler = map.Arguments.FirstOrDefault(IsHandler)
        where handler is not null
        let place = Handler(handler.Value, cancellationToken).Place
        where place is not null
        select place.Value;

    private IEnumerable<IInvocationOperation> MapsIn(SyntaxTree tree, Func<InvocationExpressionSyntax, bool> isAsked, CancellationToken cancellationToken)
    {
        var calls = from node in tree.GetRoot(cancellationToken).DescendantNodes()
                    let call = node as InvocationExpressionSyntax
                    where call is not null && NameOf(call) is { } name && Methods.ContainsKey(name) && isAsked(call)
                    select call;
        foreach (var call in calls)
        {
            if (code.ModelOf(tree).GetOperation(call, cancellationToken) is IInvocationOperation invocation
                && GatewaySymbols.Same(invocation.TargetMethod.ContainingType, symbols.RouteExtensions))
            {
                yield return invocation;
            }
        }
    }

    private Endpoint? EndpointOf(IInvocationOperation map, CancellationToken cancellationToken)
    {
        if (map.Arguments.FirstOrDefault(IsHandler) is not { } argument
            || Handler(argument.Value, cancellationToken) is not ({ } place, { } method)
            || TracedRouteOn(method) is not { } attribute)
        {
            return null;
        }

        // A fallback without a constant pattern can have any pattern.
        var pattern = map.Arguments.FirstOrDefault(static candidate => candidate.Parameter?.Name == "pattern")?.Value.ConstantValue;
        var (prefix, isWhole) = GroupPrefix.Read(map.Arguments[0].Value, code, symbols, cancellationToken);
        return new Endpoint(
            place,
            method,
            attribute,
            pattern is { HasValue: true, Value: string text } ? RouteTemplate.Join(prefix, text) : null,
            HttpMethod(map),
            isWhole);
    }

    private AttributeData? TracedRouteOn(IMethodSymbol method) => method.GetAttributes().FirstOrDefault(symbols.IsTracedRoute);

    private bool IsHandler(IArgumentOperation argument) =>
        argument.Parameter?.Type is { } type
        && (type.SpecialType == SpecialType.System_Delegate || GatewaySymbols.Same(type, symbols.RequestDelegate));

    private (CodePlace? Place, IMethodSymbol? Method) Handler(IOperation? value, CancellationToken cancellationToken, int steps = MaxSteps) => value switch
    {
        _ when steps == 0 => default,
        IConversionOperation conversion => Handler(conversion.Operand, cancellationToken, steps),
        IDelegateCreationOperation creation => Handler(creation.Target, cancellationToken, steps),
        ILocalReferenceOperation local => Handler(Initial(local.Local, cancellationToken), cancellationToken, steps - 1),
        IFieldReferenceOperation or IPropertyReferenceOperation => Handler(Initial(((IMemberReferenceOperation)value).Member, cancellationToken), cancellationToken, steps - 1),
        IMethodReferenceOperation reference => (code.PlaceOf(reference.Method), reference.Method),
        IAnonymousFunctionOperation lambda => (CodePlace.PlaceOf(lambda.Syntax), lambda.Symbol),
        _ => default,
    };

    // The value of a local, a field or a property that holds the handler.
    private IOperation? Initial(ISymbol holder, CancellationToken cancellationToken) =>
        (from declaration in code.DeclarationsOf(holder, cancellationToken)
         let value = declaration switch
         {
             VariableDeclaratorSyntax variable => variable.Initializer?.Value,
             PropertyDeclarationSyntax property => property.Initializer?.Value ?? property.ExpressionBody?.Expression,
             _ => null,
         }
         where value is not null
         select code.ModelOf(value.SyntaxTree).GetOperation(value, cancellationToken)).FirstOrDefault();

    private static string? HttpMethod(IInvocationOperation map)
    {
        if (map.TargetMethod.Name != MapMethods)
        {
            return Methods[map.TargetMethod.Name];
        }

        var listed = map.Arguments.FirstOrDefault(static argument => argument.Parameter?.Name == "httpMethods")?.Value
            .DescendantsAndSelf().Where(static operation => operation.ConstantValue is { HasValue: true, Value: string }).ToList();
        return listed is { Count: 1 } ? (string)listed[0].ConstantValue.Value! : null;
    }

    private static string? NameOf(InvocationExpressionSyntax call) => call.Expression switch
    {
        MemberAccessExpressionSyntax member => member.Name.Identifier.ValueText,
        MemberBindingExpressionSyntax binding => binding.Name.Identifier.ValueText,
        SimpleNameSyntax name => name.Identifier.ValueText,
        _ => null,
    };
}
