namespace TracedLlm.Analyzers.Flow.Values;

/// <summary>How a path goes on from an object to a value in it.</summary>
internal enum SegmentKind
{
    /// <summary>To the value with a constant name.</summary>
    Name,

    /// <summary>To the value whose name another value holds, for example a parameter.</summary>
    Given,

    /// <summary>To the value at the path whose names another value holds, in an array or in one text.</summary>
    GivenPath,

    /// <summary>To the value of a property, a field or a parameter of a constructor.</summary>
    Member,

    /// <summary>To what code stores under a key in <c>HttpContext.Items</c> or as a feature.</summary>
    Item,

    /// <summary>To one of the elements or of the values of all names.</summary>
    Element,

    /// <summary>To the name of an element.</summary>
    ElementName,

    /// <summary>To a value that the code does not show.</summary>
    Unknown,
}
