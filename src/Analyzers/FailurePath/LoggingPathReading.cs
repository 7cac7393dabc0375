using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using TracedLlm.Analyzers.Calls;
using TracedLlm.Analyzers.Common;
using TracedLlm.Analyzers.Flow;

namespace TracedLlm.Analyzers.FailurePath;

/// <summary>
/// Reads whether a method marked <c>[FailureLoggingPath]</c> accepts an exception of one type. Unreadable code accepts
/// every type.
/// </summary>
internal sealed class LoggingPathReading
{
    private static readonly string[] Results = ["FromResult", "AsTask", "ConfigureAwait"];

    private readonly ExceptionTests _tests;
    private readonly ThrownType _thrown;
    private bool _isCounting = true;
    private bool _acts;

    private LoggingPathReading(ExceptionTests tests, ThrownType thrown) => (_tests, _thrown) = (tests, thrown);

    /// <summary>The treatment of <paramref name="thrown"/> by <paramref name="method"/>, which has the body <paramref name="body"/>.</summary>
    public static LoggingPathVerdict Read(IMethodSymbol method, IOperation body, ThrownType thrown, CompilationCode code, FailureSymbols symbols, CancellationToken cancellationToken)
    {
        var given = method.Parameters.Where(parameter => symbols.IsException(parameter.Type)).ToList();
        if (given.Count > 1)
        {
            return LoggingPathVerdict.Accepts;
        }

        if (given.Count == 1 && thrown.Is(given[0].Type) is var isTaken and not TriState.True)
        {
            return isTaken == TriState.Unknown ? LoggingPathVerdict.Accepts : new LoggingPathVerdict(false, null, given[0].Type is INamedTypeSymbol type ? [type] : []);
        }

        var operations = CallGraph.OwnOperations(body).ToList();
        var readsContext = given.Count == 0 && operations.OfType<IPropertyReferenceOperation>().Any(property => ExceptionTests.IsOfContext(property, symbols));
        if (given.Count == 0 && !readsContext && !operations.OfType<ICatchClauseOperation>().Any())
        {
            return LoggingPathVerdict.Accepts;
        }

        var tests = Tests(passed: null);
        return IsAccepted(tests)
            ? LoggingPathVerdict.Accepts
            : new LoggingPathVerdict(false, tests.Failed.Find(LetsIn)?.Syntax, [.. tests.Asked.Distinct<INamedTypeSymbol>(SymbolEqualityComparer.Default)]);

        ExceptionTests Tests(IOperation? passed)
        {
            var tests = new ExceptionTests(code, symbols, thrown, cancellationToken) { ReadsContext = readsContext, Passed = passed };
            if (given.Count == 1)
            {
                tests.Set(given[0], TestedValue.Exception);
            }

            return tests;
        }

        // A middleware receives no exception. It handles exceptions in its catch clauses.
        bool IsAccepted(ExceptionTests tests)
        {
            var reading = new LoggingPathReading(tests, thrown) { _isCounting = given.Count == 1 || readsContext };
            reading.Run(body);
            return reading._acts || !tests.HasTested;
        }

        // A passed test accepts the type, unless the method returns after it.
        bool LetsIn(IOperation test) => test is IIsTypeOperation or ITypePatternOperation && IsAccepted(Tests(test));
    }

    /// <summary>Reads a statement; <see langword="false"/> if no later statement runs.</summary>
    private bool Run(IOperation? operation)
    {
        switch (operation)
        {
            case null or ILocalFunctionOperation or IAnonymousFunctionOperation:
                return true;
            case IMethodBodyOperation body:
                return Run(body.BlockBody ?? body.ExpressionBody);
            case IBlockOperation block:
                return block.Operations.All(Run);
            case IConditionalOperation choice:
                Ask(choice.Condition);
                return _tests.Test(choice.Condition) switch
                {
                    TriState.True => RunBranch(choice, choice.WhenTrue),
                    TriState.False => RunBranch(choice, choice.WhenFalse),
                    _ => RunBranch(choice, choice.WhenTrue) | RunBranch(choice, choice.WhenFalse),
                };
            case ISwitchOperation choice:
                return RunCases(choice);
            case ITryOperation attempt:
                return RunTry(attempt);
            case IReturnOperation result:
                Do(result.ReturnedValue);
                _acts |= _isCounting && IsYes(result.ReturnedValue);
                return false;
            case IThrowOperation:
                return false;
            case IExpressionStatementOperation statement:
                Do(statement.Operation);
                return true;
            case IVariableDeclarationGroupOperation or IVariableDeclarationOperation:
                foreach (var child in operation.ChildOperations)
                {
                    Run(child);
                }

                return true;
            case IVariableDeclaratorOperation declarator:
                Keep(declarator.Symbol, declarator.GetVariableInitializer()?.Value);
                return true;
            case IUsingOperation or ILockOperation or ILoopOperation:
                foreach (var child in operation.ChildOperations)
                {
                    Run(child);
                }

                return true;
            default:
                Ask(operation);
                return true;
        }
    }

    private bool RunBranch(IConditionalOperation choice, IOperation? branch)
    {
        if (choice.Type is null)
        {
            return Run(branch);
        }

        Do(branch);
        return true;
    }

    private bool RunCases(ISwitchOperation choice)
    {
        Ask(choice.Value);
        var value = _tests.Evaluate(choice.Value);
        var goesOn = false;
        foreach (var section in choice.Cases.OrderBy(static section => section.Clauses.Any(static clause => clause is IDefaultCaseClauseOperation)))
        {
            var matches = section.Clauses.Select(clause => Matches(value, clause)).ToList();
            if (matches.TrueForAll(static match => match == TriState.False))
            {
                continue;
            }

            goesOn |= section.Body.All(Run);
            if (matches.Contains(TriState.True))
            {
                return goesOn;
            }
        }

        return true;
    }

    private TriState Matches(TestedValue value, ICaseClauseOperation clause) => clause switch
    {
        IDefaultCaseClauseOperation => TriState.True,
        IPatternCaseClauseOperation pattern => _tests.Matches(value, pattern.Pattern) is var matches && matches == TriState.True && pattern.Guard is { } guard ? _tests.Test(guard) : matches,
        _ => TriState.Unknown,
    };

    private bool RunTry(ITryOperation attempt)
    {
        var goesOn = Run(attempt.Body);
        foreach (var clause in attempt.Catches)
        {
            var isTaken = clause.ExceptionType is { SpecialType: not SpecialType.System_Object } type ? _thrown.Is(type) : TriState.True;
            if (isTaken != TriState.True || clause.ExceptionType is { SpecialType: not SpecialType.System_Object, Name: not nameof(Exception) })
            {
                _tests.Note(clause, isTaken);
            }

            if (isTaken == TriState.False)
            {
                if (clause.ExceptionType is INamedTypeSymbol named)
                {
                    _tests.Asked.Add(named);
                }

                continue;
            }

            if (clause.ExceptionDeclarationOrExpression is IVariableDeclaratorOperation declared)
            {
                _tests.Set(declared.Symbol, TestedValue.Exception);
            }

            var passes = clause.Filter is { } filter ? _tests.Test(filter) : TriState.True;
            if (passes != TriState.False)
            {
                var counted = _isCounting;
                _isCounting = true;
                goesOn |= Run(clause.Handler);
                _isCounting = counted;
                if (isTaken == TriState.True && passes == TriState.True)
                {
                    break;
                }
            }
        }

        // A finally block runs without the exception, so it accepts no type.
        var counts = _isCounting;
        _isCounting = false;
        var ends = Run(attempt.Finally);
        _isCounting = counts;
        return ends && goesOn;
    }

    /// <summary>Reads an expression statement.</summary>
    private void Do(IOperation? operation)
    {
        switch (operation)
        {
            case IAwaitOperation awaited:
                Do(awaited.Operation);
                break;
            case IConversionOperation conversion:
                Do(conversion.Operand);
                break;
            case IParenthesizedOperation parenthesized:
                Do(parenthesized.Operand);
                break;
            case IConditionalOperation:
                Run(operation);
                break;
            case ISwitchExpressionOperation choice:
                DoArms(choice);
                break;
            case IConditionalAccessOperation access when _tests.Evaluate(access.Operation) != TestedValue.Null:
                if (access.Descendants().OfType<IInvocationOperation>().Any())
                {
                    Act(access);
                }

                break;
            case IInvocationOperation call when IsResult(call) || _tests.IsReadable(call):
                Ask(call);
                break;
            case IInvocationOperation or IIncrementOrDecrementOperation or ICompoundAssignmentOperation or ICoalesceAssignmentOperation or IEventAssignmentOperation:
                Act(operation);
                break;
            case ISimpleAssignmentOperation { Target: ILocalReferenceOperation or IParameterReferenceOperation } assignment:
                Keep(assignment.Target is ILocalReferenceOperation local ? local.Local : ((IParameterReferenceOperation)assignment.Target).Parameter, assignment.Value);
                break;
            case ISimpleAssignmentOperation { Target: not IDiscardOperation }:
                Act(operation);
                break;
            default:
                Ask(operation);
                break;
        }
    }

    private void DoArms(ISwitchExpressionOperation choice)
    {
        var value = _tests.Evaluate(choice.Value);
        foreach (var arm in choice.Arms)
        {
            var matches = _tests.Matches(value, arm.Pattern);
            if (matches == TriState.True && arm.Guard is { } guard)
            {
                matches = _tests.Test(guard);
            }

            if (matches != TriState.False)
            {
                Do(arm.Value);
                _acts |= _isCounting && IsYes(arm.Value);
            }

            if (matches == TriState.True)
            {
                return;
            }
        }
    }

    private void Keep(ISymbol symbol, IOperation? value)
    {
        Ask(value);
        if (value is not null && _tests.IsAbout(value))
        {
            _tests.Derive(symbol);
        }

        _tests.Set(symbol, _tests.Evaluate(value));
    }

    // Work before the first test, such as counting, runs for every exception and accepts no type.
    private void Act(IOperation operation) =>
        _acts |= _isCounting && !(operation is IInvocationOperation call && IsGuard(call.TargetMethod)) && (_tests.HasTested || _tests.IsAbout(operation));

    // Any method that receives the exception may log it, also in a condition.
    private void Ask(IOperation? operation) =>
        _acts |= _isCounting && operation is not null && CallGraph.OwnOperations(operation).OfType<IInvocationOperation>().Any(call =>
            !IsResult(call) && !IsGuard(call.TargetMethod) && !_tests.IsReadable(call) && _tests.IsGivenTo(call));

    private bool IsYes(IOperation? value) => value switch
    {
        IInvocationOperation { Arguments: { Length: 1 } arguments } call when IsResult(call) => IsYes(arguments[0].Value),
        IObjectCreationOperation { Arguments: { Length: 1 } arguments } => IsYes(arguments[0].Value),
        IConversionOperation conversion => IsYes(conversion.Operand),
        ISwitchExpressionOperation or IConditionalOperation when value.Type?.SpecialType != SpecialType.System_Boolean => false,
        { Type.SpecialType: SpecialType.System_Boolean } => _tests.Test(value) != TriState.False,
        _ => false,
    };

    // ArgumentNullException.ThrowIfNull(exception), Debug.Assert(exception is not null)
    private static bool IsGuard(IMethodSymbol method) =>
        method.IsStatic && (method.Name.StartsWith("ThrowIf", StringComparison.Ordinal) || method.ContainingType.Name is "Debug" or "Guard");

    private static bool IsResult(IInvocationOperation call) => Results.Contains(call.TargetMethod.Name);
}
