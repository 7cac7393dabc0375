using System.Text;
using TracedLlm.Export.Views.Facts;

namespace TracedLlm.Export.Views.Tables;

/// <summary>A bucket of the usage.</summary>
/// <param name="canonical">The canonical attribute.</param>
/// <param name="bucket">The bucket.</param>
/// <param name="name">The member in the JSON object of the fields, <c>input</c> or <c>details.audio</c>; empty if the fields write no JSON.</param>
/// <param name="fields">The fields that write the bucket.</param>
internal sealed class UsageRow(string canonical, TokenBucket bucket, string name, params IReadOnlyList<ViewField> fields)
    : ViewRow(canonical, RowAction.Usage, "", fields)
{
    /// <summary>The bucket.</summary>
    public TokenBucket Bucket { get; } = bucket;

    /// <summary>The member, with the object around it in front.</summary>
    public string Name { get; } = name;

    /// <summary>The object that the member stands in; <see langword="null"/> if it stands in the field's own object.</summary>
    public byte[]? Utf8Group { get; } = name.Contains('.') ? Encoding.UTF8.GetBytes(name[..name.IndexOf('.')]) : null;

    /// <summary>The member's name in UTF-8.</summary>
    public byte[] Utf8Name { get; } = Encoding.UTF8.GetBytes(name[(name.IndexOf('.') + 1)..]);

    /// <inheritdoc/>
    public override int? OwnSlot => SpanSlots.Find(Bucket);
}
