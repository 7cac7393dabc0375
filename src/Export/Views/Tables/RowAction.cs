namespace TracedLlm.Export.Views.Tables;

/// <summary>What a view does with an attribute.</summary>
internal enum RowAction
{
    /// <summary>Writes it at once, by another name, with the same value.</summary>
    Same,

    /// <summary>Writes it at once, by another name, as text; lists as JSON.</summary>
    Text,

    /// <summary>Writes it at once as metadata of the trace; in a joined trace as metadata of the span.</summary>
    TraceMetadata,

    /// <summary>Writes it as a member of the JSON object that the backend keeps metadata in.</summary>
    Member,

    /// <summary>Keeps it as a parameter of the model for the fields of the row.</summary>
    Parameter,

    /// <summary>Keeps it as a bucket of the usage for the fields of the row.</summary>
    Usage,

    /// <summary>Keeps it as a part of the cost for the fields of the row.</summary>
    Cost,

    /// <summary>Keeps it as captured content for the fields of the row.</summary>
    Content,

    /// <summary>Keeps it as a field of the trace, which a joined trace may not let the view write, for the fields of the row.</summary>
    TraceField,

    /// <summary>Keeps it for the fields of the row, whose functions make another value from it.</summary>
    Made,

    /// <summary>Leaves it out.</summary>
    Dropped,
}
