using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using TracedLlm.Analyzers.Calls;
using TracedLlm.Analyzers.Common;
using TracedLlm.Analyzers.Routes;
using TracedLlm.Generators.Common;

namespace TracedLlm.Analyzers.Flow;

/// <summary>Follows an object back to its origin, because a provider's response has a field "metadata" too.</summary>
internal sealed class ObjectOrigin
{
    private const int MaxSteps = 24;
    private const int MaxCalls = 3;

    // Other objects use these keys in their metadata too.
    private static readonly ImmutableHashSet<string> Common = ["tags", "headers", "endpoint", "prompt", "version"];

    private static readonly ImmutableHashSet<string> Answers =
        ["System.Net.Http.HttpContent", "System.Net.Http.HttpResponseMessage", "System.Net.Http.HttpClient", "System.IO.File"];

    private static readonly ImmutableHashSet<string> Parsers =
        ["Parse", "ParseAsync", "ParseValue", "Deserialize", "DeserializeAsync", "DeserializeObject", "Load", "LoadAsync"];

    private static readonly ImmutableArray<string> Platform = ["System", "Microsoft", "Newtonsoft"];

    private readonly TracedCode _code;
    private readonly HashSet<ISymbol> _followed = new(SymbolEqualityComparer.Default);
    private readonly CancellationToken _cancellationToken;

    private ObjectOrigin(TracedCode code, CancellationToken cancellationToken)
    {
        _code = code;
        _cancellationToken = cancellationToken;
    }

    /// <summary>Whether a value with these keys may be one of a request; common keys say nothing, so that the code must.</summary>
    public static bool MayBeRequest(NamedValue value, IEnumerable<string> keys, TracedCode code, CancellationToken cancellationToken)
    {
        var origin = new ObjectOrigin(code, cancellationToken).OriginsOf(value.Owner, MaxSteps, MaxCalls);
        return (origin & Origins.Request) != 0
            || ((origin & Origins.Elsewhere) == 0 && ((origin & Origins.Given) != 0 || keys.Any(static key => !Common.Contains(key))));
    }

    private Origins OriginsOf(IOperation? value, int steps, int calls)
    {
        if (value is null || steps == 0)
        {
            return Origins.None;
        }

        if (IsAnswer(value.Type))
        {
            return Origins.Elsewhere;
        }

        Origins Inner(IOperation? inner) => OriginsOf(inner, steps - 1, calls);
        return value switch
        {
            IConversionOperation conversion => Inner(conversion.Operand),
            IParenthesizedOperation parenthesized => Inner(parenthesized.Operand),
            IAwaitOperation awaited => Inner(awaited.Operation),
            ICoalesceOperation coalesce => Inner(coalesce.Value) | Inner(coalesce.WhenNull),
            IAssignmentOperation assignment => Inner(assignment.Target) | Inner(assignment.Value),
            IConditionalOperation choice => Inner(choice.WhenTrue) | Inner(choice.WhenFalse),
            IConditionalAccessOperation access => Inner(access.WhenNotNull),
            IConditionalAccessInstanceOperation instance => Inner(AccessAround(instance)?.Operation),
            ILocalReferenceOperation local => Local(local, steps, calls),
            IParameterReferenceOperation parameter => Parameter(parameter, steps, calls),
            IMemberReferenceOperation member => Inner(member.Instance),
            IObjectCreationOperation made => made.Arguments.Aggregate(Origins.None, (all, argument) => all | Inner(argument.Value)),
            IInvocationOperation call => Call(call, steps, calls),
            _ => Origins.None,
        };
    }

    private Origins Call(IInvocationOperation call, int steps, int calls)
    {
        IEnumerable<IOperation> operands = [.. call.Instance is { } receiver ? [receiver] : Array.Empty<IOperation>(), .. call.Arguments.Select(static argument => argument.Value)];
        if (IsAnswer(call.TargetMethod.ContainingType) || operands.Any(static operand => IsAnswer(operand.Type)))
        {
            return Origins.Elsewhere;
        }

        // A method of the gateway returns request data only if the method receives a request.
        var isPlatforms = Platform.Contains(First(call.TargetMethod.ContainingNamespace));
        var origin = operands.Where(operand => isPlatforms || CarriesRequest(operand.Type)).Aggregate(Origins.None, (all, operand) => all | OriginsOf(operand, steps - 1, calls));
        return origin == Origins.None && isPlatforms && Parsers.Contains(call.TargetMethod.Name) ? Origins.Elsewhere : origin;
    }

    private Origins Local(ILocalReferenceOperation reference, int steps, int calls)
    {
        if (!_followed.Add(reference.Local))
        {
            return Origins.None;
        }

        IOperation root = reference;
        while (root.Parent is { } parent)
        {
            root = parent;
        }

        return root.Descendants().Select(operation => Given(operation, reference.Local)).Aggregate(Origins.None, (all, given) => all | OriginsOf(given, steps - 1, calls));
    }

    /// <summary>The value that an operation assigns to a local.</summary>
    private static IOperation? Given(IOperation operation, ILocalSymbol local) => operation switch
    {
        IVariableDeclaratorOperation declarator when Same(declarator.Symbol, local) => declarator.GetVariableInitializer()?.Value ?? (declarator.Parent as IForEachLoopOperation)?.Collection,
        ISimpleAssignmentOperation { Target: ILocalReferenceOperation target } assignment when Same(target.Local, local) => assignment.Value,
        IForEachLoopOperation loop when loop.Locals.Contains(local) => loop.Collection,
        IIsPatternOperation test when Declared(test.Pattern, local) => test.Value,
        IArgumentOperation { Parameter.RefKind: RefKind.Out, Parent: IInvocationOperation call } found when found.Value.DescendantsAndSelf().OfType<ILocalReferenceOperation>().Any(one => Same(one.Local, local)) => call,
        _ => null,
    };

    private static bool Declared(IPatternOperation pattern, ILocalSymbol local) => pattern.DescendantsAndSelf().Any(part => part switch
    {
        IDeclarationPatternOperation declaration => Same(declaration.DeclaredSymbol, local),
        IRecursivePatternOperation recursive => Same(recursive.DeclaredSymbol, local),
        _ => false,
    });

    private Origins Parameter(IParameterReferenceOperation reference, int steps, int calls)
    {
        var parameter = reference.Parameter;
        if (parameter.Type is { IsValueType: true, Name: not "JsonElement" })
        {
            return Origins.None;
        }

        if (CarriesRequest(parameter.Type) || CodePlace.PlaceOf((IMethodSymbol)parameter.ContainingSymbol) is not { } function)
        {
            return CarriesRequest(parameter.Type) ? Origins.Request : Origins.Given;
        }

        if (_code.Endpoints.Any(endpoint => endpoint.Handler == function))
        {
            return Origins.Request;
        }

        var passed = calls > 0 && _followed.Add(parameter) ? Passed(function, parameter.Ordinal, steps, calls - 1) : Origins.None;
        return passed == Origins.None ? Origins.Given : passed;
    }

    /// <summary>Where the arguments come from that the calls of a function give a parameter, in the code of all traced routes.</summary>
    private Origins Passed(CodePlace function, int ordinal, int steps, int calls)
    {
        var callers = new[] { MetadataField.Metadata, MetadataField.LiteLlmMetadata }.SelectMany(field => _code.ReachedFrom(field).Functions).Distinct();
        var origin = Origins.None;
        foreach (var caller in callers.Where(caller => _code.Calls.Callees(caller, _cancellationToken).Contains(function)))
        {
            foreach (var call in CallGraph.OwnOperations(_code.Code.BodyOf(caller, _cancellationToken)!).OfType<IInvocationOperation>())
            {
                if (_code.Calls.CalleesOf(call).Contains(function) && call.Arguments.FirstOrDefault(argument => argument.Parameter?.Ordinal == ordinal) is { } argument)
                {
                    origin |= OriginsOf(argument.Value, steps - 1, calls);
                }
            }
        }

        return origin;
    }

    private bool CarriesRequest(ITypeSymbol? type) =>
        Same(type, _code.Symbols.HttpContext) || Same(type, _code.Symbols.HttpRequest) || MetadataNames.Is(type, "System.IO.Stream") || MetadataNames.Is(type, "System.IO.Pipelines.PipeReader");

    private static bool IsAnswer(ITypeSymbol? type) => type is not null && MetadataNames.WithBasesOf(type).Any(static one => Answers.Contains(MetadataNames.FullName(one)));

    private static IConditionalAccessOperation? AccessAround(IOperation instance)
    {
        for (var part = instance; part.Parent is { } outer; part = outer)
        {
            if (outer is IConditionalAccessOperation access && access.WhenNotNull == part)
            {
                return access;
            }
        }

        return null;
    }

    private static string First(INamespaceSymbol? space)
    {
        while (space is { ContainingNamespace.IsGlobalNamespace: false })
        {
            space = space.ContainingNamespace;
        }

        return space?.Name ?? "";
    }

    private static bool Same(ISymbol? one, ISymbol? other) => GatewaySymbols.Same(one, other);
}
