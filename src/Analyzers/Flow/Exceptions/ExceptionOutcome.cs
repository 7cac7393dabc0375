using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using TracedLlm.Analyzers.Calls;

namespace TracedLlm.Analyzers.Flow.Exceptions;

/// <summary>What a function can do with one exception.</summary>
internal sealed class ExceptionOutcome
{
    private readonly List<SyntaxNode> _order = [];
    private readonly Dictionary<SyntaxNode, ExceptionTest> _tests = [];

    /// <summary>Whether it calls a marked failure log that records the exception.</summary>
    public bool IsRecorded { get; set; }

    /// <summary>Whether it records the exception on a span.</summary>
    public bool IsOnSpan { get; set; }

    /// <summary>Whether it does something for the exception that is no answer to the caller: writes a log, counts, stores.</summary>
    public bool HasActs { get; set; }

    /// <summary>Whether a call that surely writes a log runs for the exception.</summary>
    public bool HasLogs { get; set; }

    /// <summary>Whether one of these acts uses the exception.</summary>
    public bool HasActsOnIt { get; set; }

    /// <summary>Whether it calls a method whose name says that it writes a log.</summary>
    public bool HasNamedLogs { get; set; }

    /// <summary>Where it writes an answer to the caller.</summary>
    public HashSet<SyntaxNode> Answers { get; } = [];

    public bool HasAnswers => Answers.Count > 0;

    /// <summary>Whether the exception leaves it.</summary>
    public bool Leaves { get; set; }

    /// <summary>Whether it ends without the exception.</summary>
    public bool Returns { get; set; }

    /// <summary>The values that it can return.</summary>
    public PossibleValues Returned { get; set; }

    /// <summary>The catch clauses that can keep the exception.</summary>
    public HashSet<CatchClauseSyntax> KeptBy { get; } = [];

    /// <summary>The catch clauses that the exception is offered to, each with whether the exception can enter it and can pass it by.</summary>
    public Dictionary<CatchClauseSyntax, (bool Enters, bool Passes)> Offers { get; } = [];

    /// <summary>The marked failure logs that it calls.</summary>
    public HashSet<CodePlace> Logs { get; } = [];

    /// <summary>The marked failure logs of other compilations that it calls.</summary>
    public HashSet<IMethodSymbol> ForeignLogs { get; } = new(SymbolEqualityComparer.Default);

    /// <summary>The tests of the exception's type, in the order in which they run.</summary>
    public IEnumerable<ExceptionTest> Tests => _order.Select(test => _tests[test]);

    public bool HasTests => _order.Count > 0;

    public void Add(ExceptionTest test)
    {
        if (!_tests.TryGetValue(test.Syntax, out var before))
        {
            _order.Add(test.Syntax);
            _tests.Add(test.Syntax, test);
        }
        else if (before.Result != test.Result)
        {
            _tests[test.Syntax] = test with { Result = TriState.Unknown };
        }
    }

    /// <summary>Adds what a called function does.</summary>
    public void AddCalled(ExceptionOutcome called)
    {
        IsRecorded |= called.IsRecorded;
        IsOnSpan |= called.IsOnSpan;
        HasActs |= called.HasActs;
        HasLogs |= called.HasLogs;
        HasNamedLogs |= called.HasNamedLogs;
        HasActsOnIt |= called.HasActsOnIt;
        Answers.UnionWith(called.Answers);
        Logs.UnionWith(called.Logs);
        ForeignLogs.UnionWith(called.ForeignLogs);
        foreach (var test in called.Tests)
        {
            Add(test);
        }
    }

    /// <summary>The types that its tests name.</summary>
    public ImmutableArray<INamedTypeSymbol> AskedTypes() =>
        [.. Tests.SelectMany(static test => test.Types).Distinct<INamedTypeSymbol>(SymbolEqualityComparer.Default)];
}
