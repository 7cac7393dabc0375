namespace TracedLlm.Export.Views.Tables;

/// <summary>The form that the input of a span has at a backend.</summary>
internal enum InputForm
{
    /// <summary>A query, or the text that masking left.</summary>
    Text,

    /// <summary>The text that the caller said last.</summary>
    LastOfCaller,

    /// <summary>All texts of an API that gets texts, as one.</summary>
    AllTexts,

    /// <summary>The one text of an API that gets texts.</summary>
    OneText,

    /// <summary>JSON: the texts of an API that gets texts.</summary>
    Texts,

    /// <summary>JSON: a query and the documents to be ordered.</summary>
    RankedDocuments,

    /// <summary>JSON: messages, instructions and tools.</summary>
    Messages,
}
