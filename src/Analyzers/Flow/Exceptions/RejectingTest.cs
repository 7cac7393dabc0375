using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using TracedLlm.Analyzers.Calls;
using TracedLlm.Analyzers.Common;

namespace TracedLlm.Analyzers.Flow.Exceptions;

/// <summary>Finds the test that keeps an exception from the code that records it.</summary>
internal static class RejectingTest
{
    /// <summary>The rejection of an exception by a log; <see langword="null"/> if no test shows it, or if the code answers exactly this exception on purpose.</summary>
    /// <param name="log">The name of the log.</param>
    /// <param name="isMarked">Whether the log is marked, so that it is to record every failure.</param>
    /// <param name="function">The function that asks.</param>
    /// <param name="thrown">The exception.</param>
    /// <param name="outcome">What the code does with the exception.</param>
    /// <param name="any">What the code can do with an exception of any type.</param>
    /// <param name="isRecorded">Whether the code records an exception of a type, with one test forced.</param>
    /// <param name="symbols">The known types.</param>
    public static RejectedException? Find(string log, bool isMarked, CodePlace function, ThrownType thrown, ExceptionOutcome outcome, ExceptionOutcome any, Func<ThrownType, ForcedTest?, bool> isRecorded, FailureSymbols symbols)
    {
        // A test in the function itself says more than one in a method that it calls.
        var tests = outcome.Tests.Where(static test => test.Result != TriState.Unknown)
            .OrderBy(test => test.Syntax.SyntaxTree == function.Tree && function.Span.Contains(test.Syntax.Span) ? 0 : 1).ToList();
        var test = tests.Find(test => isRecorded(thrown, new ForcedTest(test.Syntax, test.Result == TriState.False ? TriState.True : TriState.False)));
        var isDecisive = test is not null;
        test ??= any.HasActsOnIt || any.IsRecorded ? tests.FirstOrDefault() : null;
        return test is null || IsAnsweredOnPurpose(test, isMarked, thrown, outcome) ? null : new RejectedException(
            log,
            test,
            isDecisive && !test.Types.IsEmpty && test.Types.All(type => thrown.Is(type) == TriState.False),
            test.Types.FirstOrDefault(type => CanBeBase(type, thrown, symbols) && isRecorded(new ThrownType(type, IsExact: true), null)));
    }

    // catch (BlockedException) { http.Response.StatusCode = 400; }, or code that logs the exception in another way. In a function that is
    // not marked, an answer in a case or in front of an early return counts too.
    private static bool IsAnsweredOnPurpose(ExceptionTest test, bool isMarked, ThrownType thrown, ExceptionOutcome outcome) =>
        test.Result == TriState.True
        && test.Types.Any(type => SymbolEqualityComparer.Default.Equals(type, thrown.Type))
        && CodeBehind(test.Syntax) is { } code
        && (outcome.HasActsOnIt
            || ((!isMarked || code.Parent is CatchClauseSyntax) && outcome.Answers.Any(answer => answer.SyntaxTree == code.SyntaxTree && code.Span.Contains(answer.Span))));

    /// <summary>The code that runs if a test passes.</summary>
    private static SyntaxNode? CodeBehind(SyntaxNode test)
    {
        foreach (var node in test.Ancestors())
        {
            switch (node)
            {
                case IfStatementSyntax choice:
                    return choice.Statement;
                case ConditionalExpressionSyntax choice:
                    return choice.WhenTrue;
                case SwitchExpressionArmSyntax arm:
                    return arm.Expression;
                case CatchClauseSyntax clause:
                    return clause.Block;
                case SwitchSectionSyntax:
                    return node;
                case StatementSyntax:
                    return null;
            }
        }

        return null;
    }

    private static bool CanBeBase(INamedTypeSymbol type, ThrownType thrown, FailureSymbols symbols) =>
        type is { IsSealed: false, IsGenericType: false, TypeKind: TypeKind.Class }
        && symbols.IsException(type)
        && new ThrownType(type, IsExact: true).Is(thrown.Type) == TriState.False;
}
