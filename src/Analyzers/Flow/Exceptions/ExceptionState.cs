using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace TracedLlm.Analyzers.Flow.Exceptions;

/// <summary>The known values at one point of a function.</summary>
/// <param name="Values">The values of locals, parameters (symbols) and intermediate results (capture ids).</param>
/// <param name="IsTested">Whether a test of the exception, or a catch clause, is behind this point.</param>
/// <param name="IsAfter">Whether this point is in a finally block or behind the clause that kept the exception, where only code that uses the exception is about it.</param>
internal sealed record ExceptionState(ImmutableDictionary<object, PossibleValues> Values, bool IsTested, bool IsAfter)
{
    public static readonly ExceptionState Empty = new(ImmutableDictionary<object, PossibleValues>.Empty, IsTested: false, IsAfter: false);

    public ExceptionState With(object variable, PossibleValues value) => this with { Values = Values.SetItem(variable, value) };

    /// <summary>The value of a variable that the walk has not seen is unknown.</summary>
    public PossibleValues Read(object variable, ITypeSymbol? type) => Values.TryGetValue(variable, out var value) ? value : UnknownOf(type);

    public static PossibleValues UnknownOf(ITypeSymbol? type) => type switch
    {
        { SpecialType: SpecialType.System_Boolean } => PossibleValues.Either,
        { IsReferenceType: true } => PossibleValues.Null | PossibleValues.Other,
        _ => PossibleValues.Unknown,
    };

    /// <summary>The state where two ways meet; this state itself if the other adds nothing.</summary>
    public ExceptionState MergeWith(ExceptionState other)
    {
        var values = Values;
        foreach (var pair in other.Values)
        {
            if (!values.TryGetValue(pair.Key, out var value))
            {
                values = values.Add(pair.Key, pair.Value);
            }
            else if ((value | pair.Value) != value)
            {
                values = values.SetItem(pair.Key, value | pair.Value);
            }
        }

        var isTested = IsTested || other.IsTested;
        var isAfter = IsAfter && other.IsAfter;
        return ReferenceEquals(values, Values) && isTested == IsTested && isAfter == IsAfter ? this : new(values, isTested, isAfter);
    }
}
