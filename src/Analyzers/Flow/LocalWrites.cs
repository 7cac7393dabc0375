using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace TracedLlm.Analyzers.Flow;

/// <summary>The places that give the locals of one member their values.</summary>
internal sealed class LocalWrites
{
    // Code reads its locals often, so that each member is walked once.
    private static readonly ConditionalWeakTable<IOperation, LocalWrites> OfMembers = new();

    // No place for a local that several give a value, or one that is not known.
    private readonly Dictionary<ILocalSymbol, LocalWrite?> _only = new(SymbolEqualityComparer.Default);

    private LocalWrites(IOperation member)
    {
        foreach (var operation in member.DescendantsAndSelf())
        {
            Read(operation);
        }
    }

    /// <summary>
    /// The only place that gives a local its value: where it is declared, the pattern that finds it, or the <c>out</c> argument that sets it.
    /// A constant that it is declared with does not count beside such a place. <see langword="null"/> if there are several places, or the
    /// local is assigned or passed by reference.
    /// </summary>
    public static LocalWrite? OnlyOf(ILocalReferenceOperation read)
    {
        IOperation member = read;
        while (member.Parent is { } outer)
        {
            member = outer;
        }

        return OfMembers.GetValue(member, static member => new LocalWrites(member))._only.TryGetValue(read.Local, out var only) ? only : null;
    }

    private void Read(IOperation operation)
    {
        switch (operation)
        {
            case IVariableDeclaratorOperation declarator when declarator.GetVariableInitializer()?.Value is { } value:
                Give(declarator.Symbol, new(LocalWriteKind.Initializer, value));
                if (declarator.Symbol.RefKind != RefKind.None)
                {
                    Forget(LocalOf(value));
                }

                break;
            case IPatternOperation pattern when DeclaredBy(pattern) is ILocalSymbol local:
                Give(local, MatchedBy(pattern) is { } matched ? new(LocalWriteKind.Pattern, matched) : null);
                break;
            case IArgumentOperation { Parameter.RefKind: RefKind.Out } argument when LocalOf(argument.Value) is { } local:
                Give(local, new(LocalWriteKind.Out, argument));
                break;
            case IArgumentOperation { Parameter.RefKind: RefKind.Ref } argument:
                Forget(LocalOf(argument.Value));
                break;
            case IAddressOfOperation address:
                Forget(LocalOf(address.Reference));
                break;
            case IIncrementOrDecrementOperation changed:
                Forget(LocalOf(changed.Target));
                break;
            case IAssignmentOperation assignment:
                ForgetTargets(assignment.Target);
                break;
        }
    }

    private void Give(ILocalSymbol local, LocalWrite? write) =>
        _only[local] = !_only.TryGetValue(local, out var former) || former is { Kind: LocalWriteKind.Initializer, Value: var initial } && IsBlank(initial) ? write : null;

    private void Forget(ILocalSymbol? local)
    {
        if (local is not null)
        {
            _only[local] = null;
        }
    }

    private void ForgetTargets(IOperation target)
    {
        switch (target)
        {
            case ITupleOperation tuple:
                foreach (var element in tuple.Elements)
                {
                    ForgetTargets(element);
                }

                break;
            case IDeclarationExpressionOperation { Expression: ITupleOperation tuple }:
                ForgetTargets(tuple);
                break;
            default:
                Forget(LocalOf(target));
                break;
        }
    }

    private static ILocalSymbol? LocalOf(IOperation operation) => operation switch
    {
        ILocalReferenceOperation reference => reference.Local,
        IConversionOperation conversion => LocalOf(conversion.Operand),
        IDeclarationExpressionOperation declaration => LocalOf(declaration.Expression),
        _ => null,
    };

    private static bool IsBlank(IOperation value) => value switch
    {
        { ConstantValue.HasValue: true } or IDefaultValueOperation => true,
        IConversionOperation conversion => IsBlank(conversion.Operand),
        _ => false,
    };

    private static ISymbol? DeclaredBy(IPatternOperation pattern) => pattern switch
    {
        IDeclarationPatternOperation declaration => declaration.DeclaredSymbol,
        IRecursivePatternOperation recursive => recursive.DeclaredSymbol,
        IListPatternOperation list => list.DeclaredSymbol,
        _ => null,
    };

    // The value, or the property of it, that a pattern is compared with; an element of a list stands for the list.
    private static IOperation? MatchedBy(IOperation pattern)
    {
        for (var outer = pattern.Parent; outer is not null; outer = outer.Parent)
        {
            switch (outer)
            {
                case IPropertySubpatternOperation property:
                    return property.Member;
                case IIsPatternOperation test:
                    return test.Value;
                case ISwitchExpressionOperation choice:
                    return choice.Value;
                case ISwitchOperation choice:
                    return choice.Value;
                case IPatternOperation or ISwitchExpressionArmOperation or ISwitchCaseOperation or IPatternCaseClauseOperation:
                    continue;
                default:
                    return null;
            }
        }

        return null;
    }
}
