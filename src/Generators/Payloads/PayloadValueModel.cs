using TracedLlm.Generators.Common;

namespace TracedLlm.Generators.Payloads;

/// <summary>The reading of one value of the document: the reader keeps the value, reads its properties, or reads its elements.</summary>
internal sealed record PayloadValueModel
{
    /// <summary>The statement that reads the value into its variable; <see langword="null"/> if the reader only reads its parts.</summary>
    public string? Read { get; init; }

    /// <summary>The variable for the names of the object's properties, which differs from those around it.</summary>
    public string? NameVariable { get; init; }

    /// <summary>The properties that the reader reads from the object.</summary>
    public EquatableArray<PayloadPropertyModel> Properties { get; init; }

    /// <summary>The reading of each element of the array; <see langword="null"/> for other values.</summary>
    public PayloadValueModel? Element { get; init; }

    /// <summary>The statements before an element. They save the values read so far.</summary>
    public EquatableArray<string> Marks { get; init; }
}
