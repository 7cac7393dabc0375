namespace TracedLlm.Tree;

/// <summary>
/// Whole numbers as values of attributes, without an object for each: status codes, ports and counts come with request after request. It has
/// a fixed size; a newer number takes the place of an older one.
/// </summary>
internal static class BoxedNumber
{
    // A power of two. Status codes are distinct in it.
    private const int Places = 512;

    // Read and written without a lock: a place has one object or another, and the number in an object never changes.
    private static readonly object?[] Numbers = new object?[Places];

    public static object Get(int number)
    {
        var index = number & (Places - 1);

        // Read once: another thread may replace the object.
        if (Numbers[index] is { } known && (int)known == number)
        {
            return known;
        }

        object added = number;
        Numbers[index] = added;
        return added;
    }
}
