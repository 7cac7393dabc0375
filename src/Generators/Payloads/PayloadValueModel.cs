using TracedLlm.Generators.Common;

namespace TracedLlm.Generators.Payloads;

/// <summary>What is read of one value of the document: it is kept, or its properties are read, or its elements.</summary>
internal sealed record PayloadValueModel
{
    /// <summary>The statement that reads the value into its variable; <see langword="null"/> if it is gone through.</summary>
    public string? Read { get; init; }

    /// <summary>The variable for the names of the object's properties, which differs from those around it.</summary>
    public string? NameVariable { get; init; }

    /// <summary>The properties of the object that are read.</summary>
    public EquatableArray<PayloadPropertyModel> Properties { get; init; }

    /// <summary>What is read of each element of the array; <see langword="null"/> if it is no array.</summary>
    public PayloadValueModel? Element { get; init; }

    /// <summary>Of an element: the statements before it, which remember what has been read so far.</summary>
    public EquatableArray<string> Marks { get; init; }
}
