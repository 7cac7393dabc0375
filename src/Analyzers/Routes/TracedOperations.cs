using System.Collections.Concurrent;
using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using TracedLlm.Analyzers.Calls;

namespace TracedLlm.Analyzers.Routes;

/// <summary>The operations of all traced code, by file and kind. The rules share them, so that the compiler binds a function once for all rules.</summary>
internal sealed class TracedOperations
{
    private readonly TracedCode _code;

    private readonly Computed<ILookup<SyntaxTree, CodePlace>> _functions;

    private readonly ConcurrentDictionary<SyntaxTree, Computed<ILookup<OperationKind, IOperation>>> _byFile = new();

    private TracedOperations(TracedCode code)
    {
        _code = code;
        _functions = new(code.Code.Lock, token => code.Reached(token).Functions.ToLookup(static function => function.Tree));
    }

    public static TracedOperations Get(TracedCode code) => code.Code.Get((_, _) => new TracedOperations(code), default);

    /// <summary>The operations of some kinds in the traced functions of a file.</summary>
    public IEnumerable<IOperation> Find(SyntaxTree tree, ImmutableArray<OperationKind> kinds, CancellationToken cancellationToken)
    {
        if (!_functions.Get(cancellationToken).Contains(tree))
        {
            return [];
        }

        var operations = _byFile.GetOrAdd(tree, key => new(_code.Code.Lock, token => Read(key, token))).Get(cancellationToken);
        return kinds.SelectMany(kind => operations[kind]);
    }

    private ILookup<OperationKind, IOperation> Read(SyntaxTree tree, CancellationToken cancellationToken) =>
        (from function in _functions.Get(cancellationToken)[tree]
         let body = _code.Code.BodyOf(function, cancellationToken)
         where body is not null
         from operation in CallGraph.OwnOperations(body)
         select operation)
        .Distinct()
        .OrderBy(static operation => operation.Syntax.SpanStart)
        .ToLookup(static operation => operation.Kind);
}
