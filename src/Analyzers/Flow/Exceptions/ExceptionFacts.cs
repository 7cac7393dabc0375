using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using TracedLlm.Analyzers.Calls;
using TracedLlm.Analyzers.Layers;
using TracedLlm.Generators.Spans;

namespace TracedLlm.Analyzers.Flow.Exceptions;

/// <summary>The facts of a library about exceptions: which leave its methods, which its guardrails throw, which its failure logs record.</summary>
internal sealed class ExceptionFacts
{
    private readonly CompilationCode _code;
    private readonly ExceptionCode _exceptions;
    private readonly LeavingExceptions _leaving;

    private ExceptionFacts(CompilationCode code, CancellationToken cancellationToken)
    {
        _code = code;
        _exceptions = ExceptionCode.Get(code);
        var methods = LayerMethods.Get(code, cancellationToken).Methods;
        _leaving = new(code, methods, cancellationToken);
        Methods = [.. methods.Where(static method => method.IsCalledAbove).Select(method => Read(method, cancellationToken)).OfType<LayerMethodFacts>()];
    }

    public ImmutableArray<LayerMethodFacts> Methods { get; }

    public static ExceptionFacts Get(CompilationCode code, CancellationToken cancellationToken) =>
        code.Get(static (code, token) => new ExceptionFacts(code, token), cancellationToken);

    private LayerMethodFacts? Read(LayerMethod method, CancellationToken cancellationToken)
    {
        if (_code.PlaceOf(method.Written) is not { } place)
        {
            return null;
        }

        cancellationToken.ThrowIfCancellationRequested();
        var leaving = _leaving.LeavingOf(place);
        var facts = new LayerMethodFacts(method.Id)
        {
            Implements = method.Implements,
            Throws = ThrowsOf(leaving),
            Calls = [.. leaving.Calls.OrderBy(static call => call.Key, StringComparer.Ordinal).Select(static call => new CallFact(call.Key, call.Value.ToFacts()))],
            Runs = RunsOf(method.Written, place, cancellationToken),
            Logs = LogOf(method.Written, place, cancellationToken),
            Blocks = BlocksOf(method.Method, leaving),
        };
        return facts.IsEmpty ? null : facts;
    }

    private static ImmutableArray<ThrownFact> ThrowsOf(LeavingSet leaving) =>
    [
        .. from thrown in leaving.Throws
           let type = IdOf(thrown.Type)
           where type is not null
           orderby type, thrown.IsExact
           select new ThrownFact(type, thrown.IsExact),
    ];

    /// <summary>The exceptions by which a guardrail blocks.</summary>
    private static ImmutableArray<string> BlocksOf(IMethodSymbol method, LeavingSet leaving)
    {
        if (TracedAttributes.Find(method).FirstOrDefault(static on => on.Kind == TracedSpanKind.Guardrail).Attribute is not { } guardrail)
        {
            return [];
        }

        var named = guardrail.NamedArguments
            .Where(static argument => argument.Key == "Blocks" && argument.Value.Kind == TypedConstantKind.Array)
            .SelectMany(static argument => argument.Value.Values)
            .Select(static type => type.Value)
            .OfType<INamedTypeSymbol>();
        var thrown = leaving.Throws.Select(static one => one.Type).Where(static type => !PlatformTypes.IsOf(type));
        return [.. named.Concat(thrown).Select(IdOf).OfType<string>().Distinct().OrderBy(static id => id, StringComparer.Ordinal)];
    }

    private ImmutableArray<int> RunsOf(IMethodSymbol method, CodePlace place, CancellationToken cancellationToken) =>
        method.Parameters.Any(static parameter => parameter.Type.TypeKind == TypeKind.Delegate) && _code.BodyOf(place, cancellationToken) is { } body
            ? [.. method.Parameters.Where(parameter => Propagation.CallsOf(parameter, body).Any()).Select(static parameter => parameter.Ordinal)]
            : [];

    private LogFact? LogOf(IMethodSymbol method, CodePlace place, CancellationToken cancellationToken)
    {
        if (!_exceptions.Symbols.IsLoggingPath(method) || _exceptions.Symbols.Exception is not { } exception)
        {
            return null;
        }

        var any = _exceptions.Received(place, method, thrown: null, cancellationToken);
        bool Records(INamedTypeSymbol type) =>
            FailureLogVerdict.IsRecorded(_exceptions.Received(place, method, new(type, IsExact: true), cancellationToken), any);
        return new LogFact(new TypeVerdicts(
            Records(exception),
            any.AskedTypes().Where(static type => IdOf(type) is not null).ToImmutableDictionary(static type => IdOf(type)!, Records)));
    }

    private static string? IdOf(INamedTypeSymbol type) => type.OriginalDefinition.GetDocumentationCommentId();
}
