using Microsoft.CodeAnalysis;

namespace TracedLlm.Analyzers.Flow.Values;

/// <summary>The origin of a value.</summary>
/// <param name="Kind">Its kind.</param>
/// <param name="Ordinal">The position of the parameter; <see cref="This"/> for the object of an instance method.</param>
/// <param name="Constant">The constant.</param>
/// <param name="Place">The expression of the constant.</param>
/// <param name="Creation">The created object.</param>
internal sealed record ValueRoot(RootKind Kind, int Ordinal = 0, object? Constant = null, SyntaxNode? Place = null, Creation? Creation = null)
{
    public const int This = -1;

    public static readonly ValueRoot Unknown = new(RootKind.Unknown);
    public static readonly ValueRoot Request = new(RootKind.Request);
    public static readonly ValueRoot Elsewhere = new(RootKind.Elsewhere);
    public static readonly ValueRoot RequestPath = new(RootKind.RequestPath);

    /// <summary>The type of an object, if the code shows it: of a created object, and of the object of a handler.</summary>
    public ITypeSymbol? Type => Creation?.Operation.Type ?? (Kind == RootKind.Unknown ? Constant as ITypeSymbol : null);

    /// <summary>A text that is the same for the same origin.</summary>
    public string Identity => Kind switch
    {
        RootKind.Parameter => "#" + Ordinal,
        RootKind.Constant => "=" + Constant,
        RootKind.Created => "new " + Creation!.Identity,
        _ => Kind.ToString(),
    };

    public static ValueRoot Parameter(int ordinal) => new(RootKind.Parameter, ordinal);

    public static ValueRoot Of(object? constant, SyntaxNode? place) => new(RootKind.Constant, Constant: constant, Place: place);

    public static ValueRoot Of(Creation creation) => new(RootKind.Created, Creation: creation);
}
