namespace TracedLlm.Conventions;

/// <summary>
/// The names <c>{operation} {model}</c> that were made lately: a gateway has few models. It has a fixed size; a newer name takes the place
/// of an older one.
/// </summary>
internal static class CallNames
{
    // A power of two.
    private const int Places = 64;

    // Callers choose models. With the longest ones it is 16 KiB.
    private const int Longest = 128;

    // Read and written without a lock: a place has one name or another, and a name never changes.
    private static readonly CallName?[] Names = new CallName?[Places];

    public static string Join(string operation, string model)
    {
        if (operation.Length + model.Length > Longest)
        {
            return $"{operation} {model}";
        }

        ref var place = ref Names[(model.GetHashCode(StringComparison.Ordinal) ^ operation.Length) & (Places - 1)];
        if (place is { } known && known.Model == model && known.Operation == operation)
        {
            return known.Name;
        }

        var name = new CallName(operation, model, $"{operation} {model}");
        place = name;
        return name.Name;
    }

    private sealed record CallName(string Operation, string Model, string Name);
}
