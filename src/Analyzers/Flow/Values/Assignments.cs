using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using TracedLlm.Analyzers.Common;

namespace TracedLlm.Analyzers.Flow.Values;

/// <summary>All assignments in a member's code, in the order of the code.</summary>
internal sealed class Assignments
{
    private readonly Dictionary<ISymbol, List<Assignment>> _locals = new(SymbolEqualityComparer.Default);
    private readonly List<Assignment> _parameters = [];
    private readonly List<ISimpleAssignmentOperation> _members = [];
    private readonly List<IOperation> _added = [];

    /// <summary>The assignments to <c>out</c> parameters and other parameters.</summary>
    public IEnumerable<Assignment> ToParameters => _parameters;

    /// <summary>The assignments to properties and fields.</summary>
    public IEnumerable<ISimpleAssignmentOperation> ToMembers => _members;

    public static Assignments In(IOperation root)
    {
        var assignments = new Assignments();
        foreach (var operation in root.DescendantsAndSelf())
        {
            assignments.Read(operation);
        }

        return assignments;
    }

    public IEnumerable<Assignment> To(ILocalSymbol local) => _locals.TryGetValue(local, out var assignments) ? assignments : [];

    /// <summary>The places that add a named value to an object.</summary>
    public IEnumerable<NamedAccess> Added(GatewaySymbols symbols) => _added.Select(operation => NamedAccess.Parse(operation, symbols)).OfType<NamedAccess>().Where(static access => access.IsWrite);

    /// <summary>Whether code can run again, or later than its place says.</summary>
    public static bool IsRepeated(SyntaxNode node) =>
        node is ForStatementSyntax or ForEachStatementSyntax or ForEachVariableStatementSyntax or WhileStatementSyntax or DoStatementSyntax or LocalFunctionStatementSyntax;

    private void Read(IOperation operation)
    {
        switch (operation)
        {
            case IVariableDeclaratorOperation declarator when declarator.GetVariableInitializer()?.Value is { } value:
                Add(declarator.Symbol, operation, AssignmentKind.Value, value);
                break;
            case IForEachLoopOperation loop:
                ReadLoop(loop);
                break;
            case ISimpleAssignmentOperation { Target: IMemberReferenceOperation target } assignment:
                _members.Add(assignment);
                if (target is IPropertyReferenceOperation { Property.IsIndexer: true })
                {
                    _added.Add(target);
                }

                break;
            case ISimpleAssignmentOperation assignment:
                AddTarget(assignment.Target, operation, AssignmentKind.Value, assignment.Value);
                break;
            case ICoalesceAssignmentOperation assignment:
                AddTarget(assignment.Target, operation, AssignmentKind.IfMissing, assignment.Value);
                break;
            case IDeconstructionAssignmentOperation assignment:
                Deconstruct(assignment.Target, assignment.Value, operation);
                break;
            case IArgumentOperation { Parameter: { RefKind: RefKind.Out } parameter, Parent: { } call } argument:
                AddTarget(argument.Value, operation, AssignmentKind.Out, call, parameter.Ordinal);
                break;
            case IDeclarationPatternOperation { DeclaredSymbol: { } declared }:
                AddPattern(declared, operation);
                break;
            case IRecursivePatternOperation { DeclaredSymbol: { } declared }:
                AddPattern(declared, operation);
                break;
            case IInvocationOperation { TargetMethod.Name: "Add" or "TryAdd" }:
                _added.Add(operation);
                break;
        }
    }

    private void ReadLoop(IForEachLoopOperation loop)
    {
        if (loop.LoopControlVariable is IVariableDeclaratorOperation declarator)
        {
            Add(declarator.Symbol, loop.LoopControlVariable, AssignmentKind.Element, loop.Collection);
        }
        else if (Tuple(loop.LoopControlVariable) is { Elements: { Length: 2 } parts })
        {
            AddTarget(parts[0], loop.LoopControlVariable, AssignmentKind.ElementName, loop.Collection);
            AddTarget(parts[1], loop.LoopControlVariable, AssignmentKind.Element, loop.Collection);
        }
    }

    private void Deconstruct(IOperation target, IOperation value, IOperation operation)
    {
        if (Tuple(target) is not { } targets)
        {
            return;
        }

        var source = value is IConversionOperation conversion ? conversion.Operand : value;
        for (var i = 0; i < targets.Elements.Length; i++)
        {
            if (source is ITupleOperation tuple && tuple.Elements.Length == targets.Elements.Length)
            {
                AddTarget(targets.Elements[i], operation, AssignmentKind.Value, tuple.Elements[i]);
            }
            else
            {
                AddTarget(targets.Elements[i], operation, AssignmentKind.Part, value, i);
            }
        }
    }

    private static ITupleOperation? Tuple(IOperation target) => target switch
    {
        ITupleOperation tuple => tuple,
        IDeclarationExpressionOperation declaration => Tuple(declaration.Expression),
        _ => null,
    };

    private void AddPattern(ISymbol declared, IOperation pattern)
    {
        for (var part = pattern.Parent; part is not null; part = part.Parent)
        {
            var tested = part switch
            {
                IIsPatternOperation test => test.Value,
                ISwitchOperation choice => choice.Value,
                ISwitchExpressionOperation choice => choice.Value,
                _ => null,
            };
            if (tested is not null)
            {
                Add(declared, pattern, AssignmentKind.Pattern, tested);
                return;
            }
        }
    }

    private void AddTarget(IOperation target, IOperation operation, AssignmentKind kind, IOperation value, int ordinal = 0)
    {
        switch (target)
        {
            case IDeclarationExpressionOperation declaration:
                AddTarget(declaration.Expression, operation, kind, value, ordinal);
                break;
            case IConversionOperation conversion:
                AddTarget(conversion.Operand, operation, kind, value, ordinal);
                break;
            case ILocalReferenceOperation local:
                Add(local.Local, operation, kind, value, ordinal);
                break;
            case IParameterReferenceOperation parameter:
                _parameters.Add(new Assignment(parameter.Parameter, operation, kind, value, ordinal));
                break;
        }
    }

    private void Add(ISymbol symbol, IOperation operation, AssignmentKind kind, IOperation value, int ordinal = 0)
    {
        if (!_locals.TryGetValue(symbol, out var assignments))
        {
            _locals.Add(symbol, assignments = []);
        }

        assignments.Add(new Assignment(symbol, operation, kind, value, ordinal));
    }
}
