using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;
using TracedLlm.Analyzers.Calls;

namespace TracedLlm.Analyzers.Flow.Exceptions;

/// <summary>What calls do with the exception: record it, log it, answer with it, throw it again, test it.</summary>
internal sealed class GraphCalls(ExceptionWalk walk, GraphValues values, ExceptionOutcome outcome)
{
    /// <summary>Notes that something happens for the exception.</summary>
    public void Act(IOperation act, bool isAnswer, bool isAbout)
    {
        if (isAnswer)
        {
            outcome.Answers.Add(act.Syntax);
        }
        else if (isAbout)
        {
            outcome.HasActs = outcome.HasActsOnIt = true;
        }
        else
        {
            values.HasActed = true;
        }
    }

    /// <summary>Runs a lambda with the values around it.</summary>
    public void Run(IFlowAnonymousFunctionOperation lambda)
    {
        if (!values.IsWithout && walk.Code.Graphs.GraphOf(CodePlace.PlaceOf(lambda.Syntax), walk.CancellationToken) is { } graph)
        {
            var inner = new ExceptionOutcome();
            new GraphWalk(walk, graph, inner).Walk(values.State);
            outcome.AddCalled(inner);
        }
    }

    public PossibleValues Call(IInvocationOperation call, bool isStatement)
    {
        var method = call.TargetMethod;
        if (!values.IsWithout && TypeTests.Call(call, values, walk) is { } tested)
        {
            return tested;
        }

        var instance = call.Instance is null ? PossibleValues.None : values.Evaluate(call.Instance);
        var given = ImmutableArray.CreateBuilder<PossibleValues>(call.Arguments.Length);
        given.AddRange(call.Arguments.OrderBy(static argument => argument.Parameter?.Ordinal ?? 0).Select(argument => values.Evaluate(argument.Value)));
        var all = given.Aggregate(instance, static (one, other) => one | other);
        var isAbout = (all & PossibleValues.About) != 0;
        var isGiven = given.Any(static value => (value & PossibleValues.Exception) != 0);
        var unknown = ExceptionState.UnknownOf(call.Type) | (isAbout ? PossibleValues.Dependent : PossibleValues.None);
        if (values.IsWithout)
        {
            return FailureActs.PassesOn(method) ? instance | given.FirstOrDefault() : unknown;
        }

        if (walk.Code.Symbols.IsRecording(call))
        {
            outcome.IsOnSpan = outcome.HasActs = outcome.HasActsOnIt = outcome.HasLogs = true;
            return PossibleValues.False;
        }

        if (FailureActs.PassesOn(method))
        {
            return method.IsStatic && given.Count > 0 ? given[0] : instance;
        }

        if (FailureActs.IsGuard(method))
        {
            return unknown;
        }

        if (FailureActs.IsRethrow(method))
        {
            values.HasRethrown = values.HasEnded = true;
            return unknown;
        }

        outcome.HasNamedLogs |= FailureActs.IsLog(method);
        var isEffect = isStatement || call.Type is null or { SpecialType: SpecialType.System_Void } || walk.Code.Symbols.IsTask(call.Type);
        var bodies = walk.Code.BodiesOf(call, walk.CancellationToken).ToList();
        if (walk.Code.Symbols.IsLoggingPath(method) || bodies.Exists(body => walk.Code.Symbols.IsLoggingPath(body.Method)))
        {
            Log(call, bodies, given, isGiven);
            return unknown;
        }

        if (bodies.Count == 0)
        {
            if (FailureActs.IsFilling(method) && values.Created.VariableAround(CreatedObjects.Filled(call)) is { } created)
            {
                values.Mark(created, all);
                return unknown;
            }

            Foreign(call, isEffect, isAbout, isGiven);
            return unknown;
        }

        if (!isAbout && !(values.IsReacting && isEffect))
        {
            outcome.IsRecorded |= values.IsReacting && bodies.Exists(body => walk.Code.ReachesLog(body.Place, walk.CancellationToken));
            return unknown;
        }

        return Own(call, bodies, given, isEffect, isAbout) is { } returned && returned != PossibleValues.None ? returned : unknown;
    }

    private PossibleValues? Own(IInvocationOperation call, List<(CodePlace Place, IMethodSymbol Method)> bodies, IReadOnlyList<PossibleValues> given, bool isEffect, bool isAbout)
    {
        var returned = PossibleValues.None;
        var (leaves, returns) = (false, false);
        foreach (var (place, method) in bodies)
        {
            if (walk.Called(place, method, given, values.State) is not { } called)
            {
                Foreign(call, isEffect, isAbout, isGiven: true);
                return null;
            }

            // A method that only hides what it does may log.
            var isOpaque = isEffect && !called.HasActs && !called.HasAnswers && !called.HasTests && !called.Leaves;
            if (isAbout)
            {
                outcome.AddCalled(called);
                outcome.HasActs |= isOpaque;
                outcome.HasActsOnIt |= isOpaque;
            }
            else
            {
                values.HasActed |= isOpaque || called.HasActs;
                outcome.Answers.UnionWith(called.Answers);
                outcome.Logs.UnionWith(called.Logs);
                outcome.IsRecorded |= called.IsRecorded;
            }

            outcome.IsRecorded |= !isAbout && walk.Code.ReachesLog(place, walk.CancellationToken);
            returned |= called.Returned;
            leaves |= called.Leaves;
            returns |= called.Returns;
        }

        values.HasRethrown |= leaves;
        values.HasEnded |= leaves && !returns;
        return returned;
    }

    /// <summary>A call of a method that is marked as the failure log.</summary>
    private void Log(IInvocationOperation call, List<(CodePlace Place, IMethodSymbol Method)> bodies, IReadOnlyList<PossibleValues> given, bool isGiven)
    {
        outcome.Logs.UnionWith(bodies.Select(static body => body.Place));
        var isRecorded = bodies.Count == 0 || !isGiven;
        foreach (var (place, method) in isGiven ? bodies : [])
        {
            var called = walk.Called(place, method, given, values.State with { IsTested = false, IsAfter = false });
            var any = walk.Any.Called(place, method, given, values.State with { IsTested = false, IsAfter = false });
            if (called is null || any is null || FailureLogVerdict.IsRecorded(called, any))
            {
                isRecorded = true;
            }
            else
            {
                foreach (var test in called.Tests)
                {
                    outcome.Add(test);
                }
            }
        }

        if (bodies.Count == 0 && isGiven)
        {
            outcome.ForeignLogs.Add(call.TargetMethod);
            isRecorded = walk.IsRecordedBy(call.TargetMethod);
        }

        outcome.IsRecorded |= isRecorded;
        outcome.HasActs |= isRecorded;
        outcome.HasActsOnIt |= isRecorded;
        outcome.HasLogs |= isRecorded;
    }

    private void Foreign(IInvocationOperation call, bool isEffect, bool isAbout, bool isGiven)
    {
        if (isEffect ? isAbout || (values.IsReacting && !FailureActs.IsWait(call.TargetMethod)) : isGiven && !FailureActs.IsPure(call.TargetMethod))
        {
            var isLog = FailureActs.IsLog(call.TargetMethod);
            outcome.HasLogs |= isLog && isAbout;
            Act(call, isAnswer: !isLog && FailureActs.IsAnswer(call), isAbout);

            // A delegate that receives the exception may record it.
            outcome.IsRecorded |= isGiven && call.TargetMethod.MethodKind == MethodKind.DelegateInvoke;
        }
    }
}
