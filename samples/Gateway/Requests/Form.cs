namespace TracedLlm.Samples.Gateway;

/// <summary>The form of a request.</summary>
internal abstract class Form
{
    /// <summary>Whether the gateway can send the form more than once.</summary>
    public virtual bool CanRepeat => true;

    /// <summary>The fields and files that the gateway has read, in order; a file has no text.</summary>
    public abstract IEnumerable<(string Name, string? Text)> Fields { get; }

    /// <summary>The values of the fields <paramref name="name"/>, in order, without files.</summary>
    public abstract IEnumerable<string> Texts(string name);

    /// <summary>The form with changes; the rest stays unchanged byte for byte.</summary>
    public abstract HttpContent ContentWith(FormChanges changes);
}
