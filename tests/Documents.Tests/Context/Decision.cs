public enum Decision
{
    Allow,
    Redact,
    Deny,
}
