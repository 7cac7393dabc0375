using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using TracedLlm.Analyzers.Calls;

namespace TracedLlm.Analyzers.Flow.Exceptions;

/// <summary>Decides whether an exception that some code throws leaves the function around the code. An exception that a failure log records counts as kept.</summary>
internal sealed class ThrowSite(ExceptionCode code, CancellationToken cancellationToken)
{
    private const int MaxLambdas = 3;

    // An exception of a type that no code names.
    private readonly ThrownType? _other = code.Symbols.Exception is { } exception ? new(exception, IsExact: true) : null;

    public bool Leaves(IOperation site, CodePlace function, ThrownType thrown) => Leaves(site, function, thrown, MaxLambdas);

    /// <summary>Which of the exceptions of a call leave the function.</summary>
    public OpenVerdicts VerdictsAt(IOperation site, CodePlace function, OpenVerdicts called)
    {
        var types = called.Tested.Keys.Concat(AskedAround(site)).Distinct<INamedTypeSymbol>(SymbolEqualityComparer.Default);
        return new(
            called.Others && _other is not null && Leaves(site, function, _other),
            types.ToImmutableDictionary<INamedTypeSymbol, INamedTypeSymbol, bool>(
                static type => type,
                type => (called.Tested.TryGetValue(type, out var leaves) ? leaves : called.Others) && Leaves(site, function, new(type, IsExact: true)),
                SymbolEqualityComparer.Default));
    }

    private bool Leaves(IOperation site, CodePlace function, ThrownType thrown, int lambdas)
    {
        if (CompilationCode.FunctionsAround(site.Syntax).FirstOrDefault() is not { } syntax)
        {
            return false;
        }

        var place = CodePlace.PlaceOf(syntax);
        if (ExceptionWays.IsInTry(site.Syntax))
        {
            var outcome = code.ThrownAt(place, site.Syntax, thrown, cancellationToken);
            if (!outcome.Leaves || outcome.IsRecorded)
            {
                return false;
            }
        }

        return place == function || (lambdas > 0 && syntax is AnonymousFunctionExpressionSyntax lambda && RunsOf(lambda).Any(run => Leaves(run, function, thrown, lambdas - 1)));
    }

    /// <summary>The places where a lambda surely runs: in the call that receives it.</summary>
    private IEnumerable<IOperation> RunsOf(AnonymousFunctionExpressionSyntax lambda)
    {
        if (code.Code.ModelOf(lambda.SyntaxTree).GetOperation(lambda, cancellationToken) is not { } operation
            || Propagation.ArgumentOf(operation) is not { Parent: IInvocationOperation call, Parameter: { } parameter })
        {
            return [];
        }

        var bodies = code.BodiesOf(call.TargetMethod).ToList();
        var isRun = bodies.Count == 0
            ? Propagation.RunsHere(call) || ForeignExceptions.Get(code.Code, cancellationToken).RunsParameter(call.TargetMethod, parameter.Ordinal)
            : bodies.Exists(body => Runs(body.Place, body.Method, parameter.Ordinal));
        return isRun ? Propagation.SitesOf(call, code.Symbols) : [];
    }

    private bool Runs(CodePlace place, IMethodSymbol method, int ordinal) =>
        ordinal < method.Parameters.Length
        && code.Code.BodyOf(place, cancellationToken) is { } body
        && Propagation.CallsOf(method.Parameters[ordinal], body).Any();

    private IEnumerable<INamedTypeSymbol> AskedAround(IOperation site) =>
        from function in CompilationCode.FunctionsAround(site.Syntax)
        where ExceptionWays.IsInTry(site.Syntax)
        from type in code.ThrownAt(CodePlace.PlaceOf(function), site.Syntax, thrown: null, cancellationToken).AskedTypes()
        select type;
}
