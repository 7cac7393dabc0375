using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace TracedLlm.Analyzers.Flow.Exceptions;

/// <summary>
/// The objects that one function creates and holds in its own variables. <c>problem.Extensions["traceId"] = id</c> only fills such an
/// object; the code that writes the object out comes later.
/// </summary>
/// <param name="captured">The intermediate results of the function.</param>
internal sealed class CreatedObjects(IReadOnlyDictionary<CaptureId, IOperation> captured)
{
    private readonly HashSet<ILocalSymbol> _created = new(SymbolEqualityComparer.Default);
    private readonly HashSet<ILocalSymbol> _others = new(SymbolEqualityComparer.Default);

    /// <summary>Notes what a local holds.</summary>
    public void Assign(ILocalSymbol local, IOperation value)
    {
        if (value.ConstantValue is { HasValue: true, Value: null })
        {
            return;
        }

        (IsCreated(value) ? _created : _others).Add(local);
    }

    /// <summary>The reference to the variable that holds the object, if <paramref name="part"/> is the object or a part of it.</summary>
    public IOperation? VariableAround(IOperation? part) => part switch
    {
        ILocalReferenceOperation { Local: var local } => _created.Contains(local) && !_others.Contains(local) ? part : null,
        IFlowCaptureReferenceOperation reference when captured.TryGetValue(reference.Id, out var value) => Unconverted(value) is IObjectCreationOperation ? reference : VariableAround(value),
        IPropertyReferenceOperation { Instance: { } whole, Arguments.IsEmpty: true } => VariableAround(whole),
        IConversionOperation conversion => VariableAround(conversion.Operand),
        IInvocationOperation call when FailureActs.IsFilling(call.TargetMethod) => VariableAround(Filled(call)),
        _ => null,
    };

    /// <summary>The object that a call of a collection's method works on.</summary>
    public static IOperation? Filled(IInvocationOperation call) => call.Instance ?? (call.TargetMethod.IsExtensionMethod ? call.Arguments.FirstOrDefault()?.Value : null);

    private bool IsCreated(IOperation value) => Unconverted(value) is var own && (own is IObjectCreationOperation || VariableAround(own) is not null);

    private static IOperation Unconverted(IOperation value) => value is IConversionOperation conversion ? Unconverted(conversion.Operand) : value;
}
