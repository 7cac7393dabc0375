using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using TracedLlm.Analyzers.Calls;

namespace TracedLlm.Analyzers.Flow.Values;

/// <summary>The summary of a function of this compilation, computed part by part when code asks for it.</summary>
internal sealed class OwnSummary(FunctionFlow function) : FunctionSummary
{
    // A function with more reads than these is not read further.
    private const int MaxReads = 400;

    private ImmutableArray<FlowValue>? _returned;
    private Condition? _isTrue;
    private ImmutableArray<ValueRead>? _reads;
    private ImmutableArray<ValueStore>? _stores;
    private ImmutableArray<DelegateCall>? _invoked;

    public FunctionFlow Function => function;

    public override ImmutableArray<FlowValue> Returned
    {
        get
        {
            // A recursive call returns nothing that the other returns do not return.
            if (_returned is null)
            {
                _returned = [];
                _returned = function.ReturnedFrom(function.Body);
            }

            return _returned.Value;
        }
    }

    public override Condition IsTrue
    {
        get
        {
            if (_isTrue is null)
            {
                _isTrue = Condition.Other($"recursive {function.Body.Syntax.SpanStart}");
                _isTrue = function.IsTrueFrom(function.Body);
            }

            return _isTrue;
        }
    }

    public override ImmutableArray<ValueRead> Reads
    {
        get
        {
            Read();
            return _reads!.Value;
        }
    }

    public override ImmutableArray<ValueStore> Stores
    {
        get
        {
            Read();
            return _stores!.Value;
        }
    }

    public override ImmutableArray<DelegateCall> Invoked
    {
        get
        {
            if (_invoked is null)
            {
                _invoked = [];
                _invoked =
                [
                    .. from call in CallGraph.OwnOperations(function.Body).OfType<IInvocationOperation>()
                       where call.TargetMethod.MethodKind == MethodKind.DelegateInvoke
                       from held in function.ValuesOf(call.Instance)
                       where held is { Root: { Kind: RootKind.Parameter, Ordinal: >= 0 }, Path.IsEmpty: true }
                       select new DelegateCall(held.Root.Ordinal, [.. call.Arguments.Select(argument => function.ValuesOf(argument.Value))]),
                ];
            }

            return _invoked.Value;
        }
    }

    public override ImmutableArray<FlowValue> ValuesOut(int ordinal) => function.ValuesOut(ordinal);

    private void Read()
    {
        if (_reads is not null)
        {
            return;
        }

        _reads = [];
        _stores = [];
        var reader = new ReadCollector(function);
        reader.Collect();
        _stores = [.. reader.Stores.Take(MaxReads)];
        _reads = reader.Reads.Count <= MaxReads ? [.. reader.Reads] : [.. reader.Reads.OrderBy(Rank).Take(MaxReads)];
    }

    // A large function copies and merges many objects. Its reads that name a metadata field are kept first.
    private int Rank(ValueRead read) =>
        read.Value.Path.Any(step => step.Name is { } name ? MetadataFields.Named(name) is not null : step.Member is { } member && function.Flow.Names.FieldOf(member) is not null) ? 0
        : read.Value.Path.Any(static step => step.Given is not null) ? 1
        : 2;
}
